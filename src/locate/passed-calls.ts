import { functionsAround, syntaxPositionOf } from '../source/syntax-position'
import type { PathSegment } from './async-path'
import type { Frame } from './frame'

/**
 * The frames of `path` that `other` passes through as well, from the request's beginning on, where that goes on from there to
 * code of the application: calls that brought the request to it. Empty where it does not, or only to a callback that was given
 * there.
 */
export function passedTo(other: readonly PathSegment[], path: readonly PathSegment[]): ReadonlySet<Frame> {
  const [calls, others] = [callsOf(path), callsOf(other)]
  let common = 0
  while (isSameCall(calls[common], others[common])) common++
  const passed = calls.slice(0, common).map(({ frame }) => frame)
  const next = others.slice(common).find(({ frame }) => frame.owner === 'app')?.frame
  const last = passed.findLast(({ owner }) => owner === 'app')
  if (next === undefined || last === undefined) return new Set()
  return new Set(isWrittenIn(next, last) ? [] : passed)
}

function isWrittenIn(inner: Frame, outer: Frame): boolean {
  const [position, around] = [syntaxPositionOf(inner), syntaxPositionOf(outer)]
  const fn = around === null ? undefined : functionsAround(around)[0]
  return fn !== undefined && position?.around.includes(fn) === true
}

interface Call {
  readonly frame: Frame
  /** What handed its run on; the same for both paths where it is one run. */
  readonly run: PathSegment['hop']
}

// Outermost first.
function callsOf(path: readonly PathSegment[]): Call[] {
  return path
    .flatMap(({ frames }, index) => frames.map(frame => ({ frame, run: path[index + 1]?.hop ?? null })))
    .toReversed()
}

function isSameCall(one: Call | undefined, other: Call | undefined): boolean {
  if (one === undefined || other === undefined || one.run !== other.run) return false
  const { frame } = one
  return (
    frame.path === other.frame.path && frame.line === other.frame.line && frame.column === other.frame.column
  )
}
