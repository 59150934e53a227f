import type { Node } from '@babel/types'
import {
  type FunctionNode,
  functionsAround,
  insideOf,
  isCall,
  isChainFrom,
  isFunction,
  nameOfCall,
  type SyntaxPosition,
  statementAround,
  syntaxPositionOf,
  unwrapExpression,
} from '../../source/syntax-position'
import { childrenOf } from '../../source/syntax-tree'
import { sendsBody } from '../evidence'
import type { Fork } from '../fork'
import { listOf } from '../syntax/flow'

/**
 * How a function may be ended early: returning what the answer's call returns, as one writes it in a handler, or nothing, as
 * its end does.
 */
export type Ending = 'with the answer' | 'with nothing'

/** How a function may be ended early; `null` where who called it, or who waits for it, may make something else of that. */
export function endingOf(fn: FunctionNode, spot: SyntaxPosition, fork: Fork): Ending | null {
  if ('kind' in fn && fn.kind !== 'method') return null
  const parent = spot.around[spot.around.indexOf(fn) - 1]
  const isArgument = isCall(parent) && parent.arguments.includes(fn as never)
  const name = isArgument ? nameOfCall(parent) : null
  if (isArgument && /^(then|catch|finally)$/.test(name ?? '')) {
    // Ended early, it is fulfilled, and what is chained to it runs.
    return isFollowed(spot, parent) ? null : 'with nothing'
  }
  // What an asynchronous function returns may be an answer too; what a plain handler returns is not looked at.
  const isPlain = !fn.async && !('generator' in fn && fn.generator)
  const caller = fork.outer.at(-1)
  if (caller === undefined || caller.frame.owner !== 'app' || fork.isRun)
    return isPlain ? 'with the answer' : 'with nothing'
  const call = syntaxPositionOf(caller.frame)
  // A list's method called it: what it returns is made something of.
  if (isArgument && call?.call === parent) return 'with nothing'
  return isLeftAtThat(fork) ? (isPlain ? 'with the answer' : 'with nothing') : null
}

// Whether another `then` goes on from a call.
function isFollowed(spot: SyntaxPosition, call: Node): boolean {
  const around = spot.around.slice(0, spot.around.indexOf(call))
  return around
    .slice(around.findLastIndex(isFunction) + 1)
    .some(node => isCall(node) && nameOfCall(node) === 'then' && isChainFrom(call as never, node))
}

// The application's own callers leave what the function returns alone, and answer nothing after it.
function isLeftAtThat({ outer }: Fork): boolean {
  for (const { frame, entry } of outer.toReversed()) {
    if (frame.owner !== 'app') return true
    const spot = syntaxPositionOf(frame)
    if (spot?.call == null) return false
    const use = useOf(spot)
    if (use === 'used' || (use === 'ignored' && respondsAfter(spot))) return false
    if (use === 'ignored' || entry !== null) return true
  }
  return true
}

function useOf(spot: SyntaxPosition): 'ignored' | 'returned' | 'used' {
  const call = spot.call
  const [fn] = functionsAround(spot)
  if (call === null || fn === undefined) return call === null ? 'used' : 'ignored'
  const statement = statementAround(spot)
  if (statement === null)
    return fn.type === 'ArrowFunctionExpression' &&
      fn.body.type !== 'BlockStatement' &&
      unwrapExpression(fn.body) === call
      ? 'returned'
      : 'used'
  const expression =
    statement.type === 'ExpressionStatement'
      ? statement.expression
      : statement.type === 'ReturnStatement'
        ? statement.argument
        : null
  if (expression == null) return 'used'
  const whole = unwrapExpression(expression)
  const isWhole =
    whole === call || (isCall(whole) && nameOfCall(whole) === 'catch' && isChainFrom(call, whole))
  if (!isWhole) return 'used'
  return statement.type === 'ReturnStatement' ? 'returned' : 'ignored'
}

/** Whether statements that are reached after a spot, in its own function, have a call that sends a body. */
export function respondsAfter(spot: SyntaxPosition): boolean {
  const [fn] = functionsAround(spot)
  const path: readonly Node[] = fn === undefined ? spot.around : [fn.body, ...insideOf(fn.body, spot)]
  for (const [depth, node] of [...path.entries()].reverse()) {
    const list = listOf(node)
    if (list === null) continue
    for (const statement of list.slice(list.indexOf(path[depth + 1] as never) + 1)) {
      if (hasResponse(statement)) return true
      if (/^(Return|Throw)Statement$/.test(statement.type)) return false
      if (/^(Break|Continue)Statement$/.test(statement.type)) break
    }
  }
  return false
}

function hasResponse(node: Node): boolean {
  return (isCall(node) && sendsBody(nameOfCall(node))) || childrenOf(node).some(hasResponse)
}
