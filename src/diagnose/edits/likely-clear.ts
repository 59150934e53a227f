import { appSiteOf } from '../../locate/site'
import { nameOfCall, statementAround } from '../../source/syntax-position'
import type { Evidence } from '../evidence'
import { formatPosition } from '../sentence'
import { statementAfter } from './beside'
import type { Candidate } from './candidate'
import { isMethodOfResponse } from './certain-response'
import { timerName } from './clear-timeout'
import { responseNameAt } from './means-of'

/** Clears a deadline’s timer when the response is done with, whichever path it took. A slow client may take longer than that. */
export function likelyClear({ sides, conflict }: Evidence): Candidate[] {
  const timer = sides?.second.position
  const site = appSiteOf(conflict.second)
  if (sides === null || timer?.call == null || site === null) return []
  const set = statementAround(timer)
  if (nameOfCall(timer.call) !== 'setTimeout' || set === null) return []
  const name = responseNameAt(sides.second, conflict.second, timer)
  // What is sent past a framework is the response itself more often than what happens when a time is over.
  if (name === null || name.includes('.') || !isMethodOfResponse(site, conflict.second.path)) return []
  const named = timerName(timer, set)
  if (named === null) return []
  const clear = `${name}.once('close', () => clearTimeout(${named.name}))`
  return [
    {
      text: `Clear the timer of ${formatPosition(sides.second.frame)} when the response is closed.`,
      edits: [...named.edits, statementAfter(timer.source, set, clear)],
    },
  ]
}
