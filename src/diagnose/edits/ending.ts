import type { Node } from '@babel/types'
import {
  type Call,
  type FunctionNode,
  functionsAround,
  isArgumentOf,
  isCall,
  isChainFrom,
  isFunction,
  nameOfCall,
  parentIn,
  rootOf,
  type SyntaxPosition,
  statementAround,
  syntaxPositionOf,
  unwrapExpression,
} from '../../source/syntax-position'
import { childrenOf, type SourceFile } from '../../source/syntax-tree'
import type { Fork } from '../fork/fork'
import { respondsAfter } from '../syntax/responds-after'
import { sendsBody } from '../syntax/response-call'

/**
 * How a function may be ended early: returning what the call returns that responds, as one writes it in a handler, or nothing,
 * as its end does, or after a call that ends a chain of handlers.
 */
export type Ending = 'with the call' | 'with nothing' | `with ${string}(false)`

/**
 * How a handler of restify ends its chain after a response: `next(false)`, without which restify would wait for it. `null` for
 * other functions. https://github.com/restify/node-restify/blob/v11.1.0/docs/guides/home-guide.md#calling-next
 */
export function endOfChain({ params, body }: FunctionNode, { outer }: Fork): Ending | null {
  const caller = outer.at(-1)?.frame
  const isRestify = outer.some(
    ({ frame }) => frame.owner === 'package' && frame.package.startsWith('restify@'),
  )
  const last = params.at(-1)
  if (caller?.owner !== 'package' || !isRestify || params.length < 3 || last?.type !== 'Identifier')
    return null
  return callsByName(body, last.name) ? `with ${last.name}(false)` : null
}

function callsByName(node: Node, name: string): boolean {
  const isOwn = isCall(node) && node.callee.type === 'Identifier' && node.callee.name === name
  return isOwn || childrenOf(node).some(child => callsByName(child, name))
}

/** How a function may be ended early; `null` where who called it, or who waits for it, may make something else of that. */
export function endingOf(fn: FunctionNode, position: SyntaxPosition, fork: Fork): Ending | null {
  if ('kind' in fn && fn.kind !== 'method') return null
  const parent = parentIn(position, fn)
  const isArgument = isCall(parent) && isArgumentOf(parent, fn)
  const name = isArgument ? nameOfCall(parent) : null
  if (isArgument && /^(then|catch|finally)$/.test(name ?? '')) {
    // Ended early, it is fulfilled, and what is chained to it runs.
    return isFollowed(position, parent) ? null : 'with nothing'
  }
  // What an asynchronous function returns may be sent, too; what a plain handler returns is ignored.
  const isPlain =
    (!fn.async || isIgnoredBy(fork)) && !('generator' in fn && fn.generator) && fn.returnType == null
  const caller = fork.outer.at(-1)
  if (caller === undefined || caller.frame.owner !== 'app' || fork.isRun)
    return isPlain ? 'with the call' : 'with nothing'
  const call = syntaxPositionOf(caller.frame)
  // A list's method called it, and makes something of what it returns.
  if (isArgument && call?.call === parent) return 'with nothing'
  return isLeftAtThat(fork) ? (isPlain ? 'with the call' : 'with nothing') : null
}

// Node, Express and Connect do nothing with what a handler’s promise is fulfilled with.
function isIgnoredBy({ outer, isRun }: Fork): boolean {
  const frame = outer.at(-1)?.frame
  if (frame === undefined || isRun) return false
  return (
    frame.owner === 'node' || (frame.owner === 'package' && /^(express|router|connect)@/.test(frame.package))
  )
}

// Whether another `then` goes on from a call.
function isFollowed(position: SyntaxPosition, call: Call): boolean {
  const around = position.around.slice(0, position.around.indexOf(call))
  return around
    .slice(around.findLastIndex(isFunction) + 1)
    .some(node => isCall(node) && nameOfCall(node) === 'then' && isChainFrom(call, node))
}

// The application's own callers leave what the function returns alone, and send nothing after it.
function isLeftAtThat({ outer }: Fork): boolean {
  for (const { frame, entry } of outer.toReversed()) {
    if (frame.owner !== 'app') return true
    const position = syntaxPositionOf(frame)
    if (position?.call == null) return false
    const use = useOf(position)
    if (use === 'used' || (use === 'ignored' && respondsAfter(position))) return false
    if (use === 'ignored' || entry !== null) return true
  }
  return true
}

function useOf(position: SyntaxPosition): 'ignored' | 'returned' | 'used' {
  const call = position.call
  const [fn] = functionsAround(position)
  if (call === null || fn === undefined) return call === null ? 'used' : 'ignored'
  const statement = statementAround(position)
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

/** Whether a function returns what it calls to respond with, as one may do in its style: `return res.json()`, `return show(res)`. */
export function returnsCalls(fn: FunctionNode, source: SourceFile, responses: ReadonlySet<string>): boolean {
  const isResponse = (node: Node | null | undefined): boolean =>
    isCall(node) &&
    ((sendsBody(nameOfCall(node)) && responses.has(rootOf(source, node))) ||
      node.arguments.some(({ start, end }) => responses.has(source.text.slice(start ?? 0, end ?? 0))))
  const returns = (node: Node): boolean =>
    (node.type === 'ReturnStatement' && isResponse(node.argument)) ||
    (!isFunction(node) && childrenOf(node).some(returns))
  return returns(fn.body)
}
