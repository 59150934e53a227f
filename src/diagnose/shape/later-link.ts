import { closureIn } from '../../source/nested-function'
import {
  type Call,
  contains,
  functionsAround,
  isCall,
  nameOfCall,
  parentIn,
  type SyntaxPosition,
  syntaxPositionOf,
} from '../../source/syntax-position'
import type { Step } from '../fork/lineage'

/** Whether a second line belongs to a `then` that is chained to what leads to the first. */
export function isLaterLink(
  { position: first, path }: { readonly position: SyntaxPosition | null; readonly path: readonly Step[] },
  second: SyntaxPosition | null,
): boolean {
  if (first === null || second?.call == null || first.source !== second.source) return false
  const { callee } = second.call
  if (!('object' in callee) || !isLink(second.call) || !contains(callee.object, first.offset)) return false
  const [fn] = functionsAround(first)
  const nested = path.map(({ frame }) => (frame.owner === 'app' ? syntaxPositionOf(frame) : null))
  const inner = nested.find(position => fn !== undefined && position?.around.includes(fn))
  const closure = inner == null || fn === undefined ? undefined : closureIn(fn, inner)
  if (inner == null || closure === undefined) return true
  // A callback that is given to what returns the promise is no link of it.
  const call = parentIn(inner, closure)
  return !isCall(call) || isLink(call)
}

function isLink(call: Call): boolean {
  return /^(then|catch|finally)$/.test(nameOfCall(call) ?? '')
}
