import type { LocatedSide } from '../../locate/locate'
import type { Cause } from '../diagnosis'
import { told } from '../scene'

const timers = new Set(['setTimeout', 'setInterval'])

/** Two ways that ran at the same time each responded, and one of the two is a timer's. */
export const timeoutRace: Cause = {
  code: 'timeout-race',
  recognise({ conflict, sides }) {
    const [first, second] = [
      reasonsOf(conflict.first, sides?.first),
      reasonsOf(conflict.second, sides?.second),
    ]
    const [isFirst, isSecond] = [first.some(isTimer), second.some(isTimer)]
    // A race needs two that wait.
    const isRace = isWaiting(conflict.first, first) && isWaiting(conflict.second, second)
    if (isFirst === isSecond || !isRace) return null
    return {
      evidence: [`a timer led to the ${isFirst ? 'first' : 'second'} answer and not to the other`],
      story: isFirst
        ? `was answered by a timer, with ${told(conflict.first)}; the work it was waiting for answered later, with ${told(conflict.second)}`
        : `was answered by ${told(conflict.first)}; a timer that was not cleared answered later, with ${told(conflict.second)}`,
      advice: isFirst
        ? 'When the time is over, cancel the work or have it look whether it still may answer.'
        : 'Clear the timer when the work is done.',
    }
  },
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
  fork: { readonly handedOn: readonly string[] } | undefined,
): readonly string[] {
  return (
    fork?.handedOn ??
    side.path.flatMap(part => (part.reason === null || part.reason === 'await' ? [] : [part.reason]))
  )
}
