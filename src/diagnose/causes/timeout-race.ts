import type { Frame } from '../../locate/frame'
import type { LocatedSide } from '../../locate/locate'
import type { Cause } from '../diagnosis'
import { describe, type Evidence, type ForkSide } from '../evidence'

const timers = new Set(['setTimeout', 'setInterval'])

/** Two ways that ran at the same time each responded, and one of the two is a timer's. */
export const timeoutRace: Cause = {
  code: 'timeout-race',
  recognise(evidence) {
    const { conflict, sides } = evidence
    const [first, second] = [
      reasonsOf(conflict.first, sides?.first),
      reasonsOf(conflict.second, sides?.second),
    ]
    // A race needs two that wait.
    if (!isWaiting(conflict.first, first) || !isWaiting(conflict.second, second)) return null
    const isFirst = isTimed(first, second) ?? isDeadline(evidence)
    if (isFirst === null) return null
    return {
      evidence: [
        isTimed(first, second) === null
          ? `the ${isFirst ? 'first' : 'second'} answer is what happens when a time is over; the other is that of the work`
          : `a timer led to the ${isFirst ? 'first' : 'second'} answer and not to the other`,
      ],
      summary: isFirst
        ? `was answered by a timer, with ${describe(conflict.first)}; the work it was waiting for answered later, with ${describe(conflict.second)}`
        : `was answered by ${describe(conflict.first)}; a timer that was not cleared answered later, with ${describe(conflict.second)}`,
      suggestion: isFirst
        ? 'When the time is over, cancel the work or have it look whether it still may answer.'
        : 'Clear the timer when the work is done.',
    }
  },
}

// Whether the first has a timer on its way, and the second none; `false` for the reverse, `null` for neither.
function isTimed(first: readonly string[], second: readonly string[]): boolean | null {
  const [one, other] = [first.some(isTimer), second.some(isTimer)]
  return one === other ? null : one
}

// Where both sides have a timer, one may be what the other's work has to be done by: one that answers when it is over, set
// by the function that began the work, or by a library; while the other is part of that work.
function isDeadline({ conflict, sides }: Evidence): boolean | null {
  const [one, other] =
    sides === null
      ? [setBy(conflict.first) === 'package', setBy(conflict.second) === 'package']
      : [isSetHere(sides.first), isSetHere(sides.second)]
  return one === other ? null : one
}

function isSetHere({ path }: ForkSide): boolean {
  const next = path.find(step => step.frame.owner !== 'node' || step.entry !== null)
  return next?.entry != null && isTimer(next.entry.reason)
}

// Whose line set the timer that a side came by.
function setBy({ path }: LocatedSide): Frame['owner'] | null {
  const part = path.find(part => part.reason !== null && isTimer(part.reason))
  return part?.frames.find(frame => frame.owner !== 'node')?.owner ?? null
}

function isTimer(reason: string): boolean {
  return timers.has(reason)
}

// The function itself may wait for the work, with `await`.
function isWaiting({ path }: LocatedSide, reasons: readonly string[]): boolean {
  return reasons.length > 0 || path[1]?.reason === 'await'
}

function reasonsOf(
  side: LocatedSide,
  fork: { readonly asyncReasons: readonly string[] } | undefined,
): readonly string[] {
  return (
    fork?.asyncReasons ??
    side.path.flatMap(part => (part.reason === null || part.reason === 'await' ? [] : [part.reason]))
  )
}
