import { appSiteOf } from '../../locate/site'
import { nameOfCall, statementAround } from '../../source/syntax-position'
import type { Evidence } from '../evidence'
import { formatPosition } from '../sentence'
import type { Candidate } from './candidate'
import { isMethodOfResponse } from './certain-response'
import { timerName } from './clear-timeout'
import { insertion } from './edit'
import { responseNameAt } from './means-of'
import { newLineLike, semicolonOf } from './source-style'

/** Clears a deadline’s timer when the response is done with, whichever path it took. A slow client may take longer than that. */
export function likelyClear({ sides, conflict }: Evidence): Candidate[] {
  const timer = sides?.second.position
  const site = appSiteOf(conflict.second)
  if (sides === null || timer?.call == null || site === null) return []
  const set = statementAround(timer)
  if (nameOfCall(timer.call) !== 'setTimeout' || set === null) return []
  const name = responseNameAt(sides.second, conflict.second, timer)
  if (name === null || !isMethodOfResponse(site, conflict.second.path)) return []
  const named = timerName(timer, set)
  if (named === null) return []
  const text = `${name}.once('close', () => clearTimeout(${named.name}))${semicolonOf(timer.source, set)}`
  return [
    {
      text: `Clear the timer of ${formatPosition(sides.second.frame)} when the response is closed.`,
      edits: [...named.edits, insertion(timer.source, set.end ?? 0, newLineLike(timer.source, set) + text)],
    },
  ]
}
