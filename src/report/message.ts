import type { RawConflict, SecondAttempt } from '../detect/raw-conflict'
import type { Diagnosis } from '../diagnose/diagnosis'
import { escapeUnsafe } from './escape'

/** One sentence: what happened, with both lines. */
export function messageOf({ request, second }: RawConflict, { story }: Diagnosis): string {
  return `${escapeUnsafe(`${request.method} ${request.path}`)} ${story}, where ${refusalOf(second)}.`
}

/** What became of the second attempt: `Node refused setHeader("Content-Type")`. */
function refusalOf({ operation, header, outcome }: SecondAttempt): string {
  const call = `${operation}(${header === undefined ? '' : `"${escapeUnsafe(header)}"`})`
  return outcome === 'lost' ? `${call} was lost without an error` : `Node refused ${call}`
}
