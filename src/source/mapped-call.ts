import type { Node } from '@babel/types'
import type { SourcePosition } from './source-position'
import { type Call, isCall, nameOfCall, startOfName, syntaxPositionOf } from './syntax-position'
import { childrenOf } from './syntax-tree'

/**
 * Where V8 would say that a mapped call is, if it ran the author's text: at the name of what is called. Some maps know lines only,
 * and some the beginnings of expressions. The position that the map gives where the source does not say more.
 */
export function callPositionOf(position: SourcePosition): { line: number; column: number } {
  const { line, column, call } = position
  const given = { line, column }
  const found = call.callee === null ? null : syntaxPositionOf(position)
  if (found === null) return given
  const { source, offset } = found
  if (found.call !== null && startOfName(found.call) === offset) return given
  const end = source.offsetOf(line + 1, 1)
  const calls = callsBetween(source.root, offset, end)
  const named = calls.filter(({ name }) => name === call.callee)
  // An import may have been renamed.
  const [only, other] = named.length > 0 ? named : calls
  return only === undefined || other !== undefined ? given : source.positionOf(only.start)
}

interface NamedCall {
  readonly name: string | null
  /** Where its name begins, as an offset. */
  readonly start: number
}

/** The calls whose names begin between two offsets. */
function callsBetween(node: Node, start: number, end: number): NamedCall[] {
  if ((node.end ?? 0) <= start || (node.start ?? 0) >= end) return []
  const calls = childrenOf(node).flatMap(child => callsBetween(child, start, end))
  const at = isCall(node) ? startOfName(node as Call) : null
  return at != null && at >= start && at < end
    ? [...calls, { name: nameOfCall(node as Call), start: at }]
    : calls
}
