import type { LocatedSide } from '../../locate/locate'
import { nameOfCall } from '../../source/syntax-position'
import type { Cause } from '../cause'
import { clearTimeoutFirst } from '../edits/clear-timeout'
import { firstOf } from '../edits/edit'
import { likelyClear } from '../edits/likely-clear'
import { likelyRecheck } from '../edits/likely-recheck'
import { returnAfter } from '../edits/return-after'
import { sentWordOf } from '../edits/sent-check'
import type { Evidence } from '../evidence'
import { describe, formatPosition } from '../sentence'
import type { Action } from '../shape/action'

const next: readonly Action[] = ['calls next', 'hands next on']

/** Two paths that ran at the same time each responded, and one of the two is a timer's. */
export const timeoutRace: Cause<
  'middleware' | 'middlewareFirst' | 'deadline' | 'deadlineFirst' | 'lateWork' | 'any'
> = {
  code: 'timeout-race',
  shapes: {
    middleware: { race: 'the second by a timer', first: next, second: 'handles an error' },
    middlewareFirst: { race: 'the first by a timer', first: next, second: next },
    deadline: { race: 'the second by a timer', second: 'starts work', attempt: ['a response', 'an end'] },
    deadlineFirst: {
      race: 'the first by a timer',
      first: 'starts work',
      second: ['calls next', 'hands next on'],
    },
    // What the work begins its response with.
    lateWork: { race: 'the first by a timer', attempt: 'a header' },
    any: { race: ['the first by a timer', 'the second by a timer'] },
  },
  explain(evidence) {
    const { conflict, race } = evidence
    const isFirst = race.timing === 'the first by a timer'
    const which = isFirst ? 'first' : 'second'
    return {
      evidence: [
        race.isDeadline
          ? `the ${which} response is what happens when a time is over; the other is that of the work`
          : `a timer led to the ${which} response and not to the other`,
      ],
      summary: isFirst
        ? `got its response from a timer, with ${describe(conflict.first)}; the work it was waiting for responded later, with ${describe(conflict.second)}`
        : `got its response from ${describe(conflict.first)}; a timer that was not cleared responded later, with ${describe(conflict.second)}`,
      suggestion: isFirst
        ? `When the time is over, cancel the work, or let it check \`${sentWordOf(conflict.second)}\` before ${placeOf(conflict.second)}.`
        : `Clear the timer ${timerOf(evidence)}when the work is done${doneAt(conflict.first)}.`,
      edits: firstOf(
        () => (isFirst || evidence.next.second !== null ? [] : clearTimeoutFirst(evidence)),
        () => returnAfter(evidence),
      ),
      candidates: isFirst ? likelyRecheck(evidence) : likelyClear(evidence),
    }
  },
}

function placeOf({ site }: LocatedSide): string {
  return site === null ? 'it responds' : formatPosition(site)
}

// Where the timer is set, where the paths part there.
function timerOf({ sides }: Evidence): string {
  const call = sides?.second.position?.call
  const isSetThere = call != null && /setTimeout/i.test(nameOfCall(call) ?? '')
  return isSetThere && sides !== null ? `that is set at ${formatPosition(sides.second.frame)} ` : ''
}

function doneAt({ site }: LocatedSide): string {
  return site?.owner === 'app' ? `, before the response at ${formatPosition(site)}` : ''
}
