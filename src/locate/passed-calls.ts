import type { PathSegment } from './async-path'
import type { Frame } from './frame'

/**
 * The frames of `path` that `other` passes through as well, from the request's beginning on, where that goes on from there to
 * code of the application: calls that brought the request to it. Empty where it does not.
 */
export function passedTo(other: readonly PathSegment[], path: readonly PathSegment[]): ReadonlySet<Frame> {
  const [calls, others] = [callsOf(path), callsOf(other)]
  let common = 0
  while (isSameCall(calls[common], others[common])) common++
  const isGoneOn = others.slice(common).some(({ frame }) => frame.owner === 'app')
  return new Set(isGoneOn ? calls.slice(0, common).map(({ frame }) => frame) : [])
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
