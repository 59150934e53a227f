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
    if (isFirst === isSecond || first.length === 0 || second.length === 0) return null
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

function reasonsOf(
  side: { readonly path: readonly { readonly reason: string | null }[] },
  fork: { readonly handedOn: readonly string[] } | undefined,
): readonly string[] {
  return (
    fork?.handedOn ??
    side.path.flatMap(part => (part.reason === null || part.reason === 'await' ? [] : [part.reason]))
  )
}
