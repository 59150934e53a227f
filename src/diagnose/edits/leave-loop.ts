import type { Node, Statement } from '@babel/types'
import {
  contains,
  expressionOf,
  functionsAround,
  insideOf,
  isCall,
  isChainFrom,
  isFunction,
  isLoop,
  rootOf,
  type SyntaxPosition,
  statementAround,
} from '../../source/syntax-position'
import { childrenOf } from '../../source/syntax-tree'
import type { Fork } from '../fork/fork'
import { listOf } from '../syntax/flow'
import { respondsAfter } from '../syntax/responds-after'
import { statementAfter } from './beside'
import { asBlock } from './early-return'
import { type Edit, insertion } from './edit'
import { endingOf } from './ending'

/**
 * Leaves the loop in the turn that responds. Only where that is behind a condition, as what a search has found: without one,
 * each turn wants to send something. What comes after the loop runs as it does today in calls with one such turn, unless it
 * responds, too: then the function ends.
 */
export function leaveLoop(position: SyntaxPosition | null, fork: Fork): Edit[] {
  const fn = position === null ? undefined : functionsAround(position)[0]
  const statement = position === null ? null : statementAround(position)
  if (position?.call == null || fn === undefined || statement?.type !== 'ExpressionStatement') return []
  const inside = insideOf(fn, position)
  const turn = inside.findLastIndex(isLoop)
  const loop = inside[turn]
  const isFound = inside.slice(turn + 1).some(node => node.type === 'IfStatement')
  if (loop === undefined || !isFound || !isChainFrom(position.call, statement.expression)) return []
  // The other turns, and the rest of this one, must have nothing else to do.
  const root = rootOf(position.source, position.call)
  const isQuiet = (node: Node): boolean =>
    isFunction(node) || (!hasSideEffects(node, root, position) && childrenOf(node).every(isQuiet))
  const body = 'body' in loop ? (loop.body as Node) : loop
  if (!isQuiet(body)) return []

  const list = listOf(inside[inside.indexOf(statement) - 1])
  const rest = list?.slice(list.indexOf(statement) + 1) ?? []
  if (rest.some(other => !continuesResponse(other, root, position))) return []
  const last = rest.at(-1) ?? statement
  const ending = endingOf(fn, position, fork)
  const isLast = !inside.slice(0, turn).some(node => isLoop(node)) && isEnd(fn.body, loop, position)
  const around = position.around.slice(0, position.around.indexOf(loop) + 1)
  const jump = respondsAfter({ ...position, around }) || isLast ? 'return' : 'break'
  if (jump === 'return' && ending === null) return []
  // A `break` would leave the switch only.
  if (jump === 'break' && inside.slice(turn + 1).some(node => node.type === 'SwitchStatement')) return []
  const { source } = position
  if (jump === 'return' && ending === 'with the call' && last.type === 'ExpressionStatement')
    return [insertion(source, last.start ?? 0, 'return ')]
  return list !== null ? [statementAfter(source, last, jump)] : asBlock(source, statement, jump)
}

// Nothing comes after the loop.
function isEnd(body: Node, loop: Node, { offset }: SyntaxPosition): boolean {
  const list = listOf(body)
  return list !== null && list.at(-1) === loop && contains(loop, offset)
}

function continuesResponse(statement: Statement, root: string, { source }: SyntaxPosition): boolean {
  const expression = expressionOf(statement)
  return isCall(expression) && rootOf(source, expression) === root
}

// A call that is a statement of its own, and does not respond, does something that others may need.
function hasSideEffects(node: Node, root: string, { source }: SyntaxPosition): boolean {
  const expression = expressionOf(node)
  return isCall(expression) && rootOf(source, expression) !== root
}
