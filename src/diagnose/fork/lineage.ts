import type { AsyncHop } from '../../capture/async-hop'
import type { Frame } from '../../locate/frame'
import type { LocatedSide } from '../../locate/locate'
import { isSameFunction } from './frame-comparison'

/** A call on the path to a send, whether it was on the stack or had handed the work on. */
export interface Step {
  readonly frame: Frame
  /** What this call was handed on by, where it is the first of a later run; `null` where it was simply called. */
  readonly entry: { readonly hop: AsyncHop | null; readonly reason: string } | null
  /** What tells this call of an asynchronous function from others of it: its first `await`. */
  readonly activation: AsyncHop | null
}

/** The path to a send as one line of calls, from the request's beginning to the send. */
export function lineageOf({ path }: LocatedSide): Step[] {
  const steps: Step[] = []
  path.toReversed().forEach((segment, index, segments) => {
    const outer = segments[index - 1]
    // What is awaited goes on when Node runs its microtasks, sometimes from a function of its own, which is not on the path.
    const isContinued = outer?.reason === 'await' && segment.frames.some(frame => frame.owner !== 'node')
    const calls = segment.frames.toReversed()
    const frames = isContinued ? calls.slice(calls.findIndex(frame => frame.owner !== 'node')) : calls
    const isResumed = outer?.reason === 'await' && isSameFunction(steps.at(-1)?.frame, frames[0])
    // The function that awaited is the one that goes on: one call, at the place where it is now.
    const resumed = isResumed ? steps.pop() : undefined
    const entry =
      outer === undefined
        ? null
        : resumed === undefined
          ? { hop: outer.hop, reason: outer.reason ?? '' }
          : resumed.entry
    frames.forEach((frame, position) => {
      const isFirst = position === 0
      steps.push({
        frame,
        entry: isFirst ? entry : null,
        activation: isFirst && isResumed ? outer.hop : null,
      })
    })
  })
  return steps
}

/** The frame of a side's site and those of the application that called it directly, innermost first. */
export function callersOf({ site, path }: LocatedSide): readonly Frame[] {
  const frames = path.find(segment => site !== null && segment.frames.includes(site))?.frames ?? []
  const calls = site === null ? [] : frames.slice(frames.indexOf(site))
  const end = calls.findIndex(frame => frame.owner !== 'app')
  return calls.slice(0, end === -1 ? undefined : end)
}
