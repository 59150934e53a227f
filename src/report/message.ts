import type { RawConflict, SecondAttempt } from '../detect/raw-conflict'
import type { RequestLine } from '../detect/request'
import type { Diagnosis } from '../diagnose/diagnosis'
import { escapeUnsafe } from './printable'

/** One sentence: what happened, with both lines. */
export function messageOf({ request, second }: RawConflict, { summary }: Diagnosis): string {
  return `${subjectOf(request)} ${escapeUnsafe(summary)}, where ${refusalOf(second)}.`
}

/** The request that it is about, as a sentence begins: `GET /`, or `Your own request GET / to localhost:8080`. */
export function subjectOf({ method, path, host }: RequestLine, pattern = ''): string {
  const line = escapeUnsafe(`${method} ${path}${pattern}`)
  return host === undefined ? line : `Your own request ${line} to ${escapeUnsafe(host)}`
}

/** What became of the second attempt: `Node refused setHeader("Content-Type")`. */
function refusalOf({ operation, header, outcome, dropped }: SecondAttempt): string {
  if (dropped !== undefined) return `${escapeUnsafe(dropped.by)} dropped it without an error`
  const call = `${operation}(${header === undefined ? '' : `"${escapeUnsafe(header)}"`})`
  return outcome === 'lost' ? `${call} was lost without an error` : `Node refused ${call}`
}
