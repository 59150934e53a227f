import type { Attempt, LateAttempt } from '../detect/raw-conflict'
import type { RequestLine } from '../detect/request'
import type { Diagnosis } from '../diagnose/diagnosis'
import { escapeUnsafe } from './printable'

/** One sentence: what happened, with both lines. */
export function messageOf(
  { request, second }: Pick<LateAttempt, 'request' | 'second'>,
  { summary }: Diagnosis,
): string {
  return `${subjectOf(request)} ${escapeUnsafe(summary)}, where ${refusalOf(second)}.`
}

/** The request that it is about, as a sentence begins: `GET /`, or `Your own request GET / to localhost:8080`. */
export function subjectOf({ method, path, host }: RequestLine, pattern = ''): string {
  const line = escapeUnsafe(`${method} ${path}${pattern}`)
  return host === undefined ? line : `Your own request ${line} to ${escapeUnsafe(host)}`
}

/** What became of the second attempt: `Node refused setHeader("Content-Type")`. */
function refusalOf({ operation, header, outcome, dropped }: Attempt): string {
  if (dropped !== undefined) return `${escapeUnsafe(dropped.by)} dropped it without an error`
  const call = `${operation}(${header === undefined ? '' : `"${escapeUnsafe(header)}"`})`
  return outcome === 'lost' ? `${call} was lost without an error` : `Node refused ${call}`
}

/** What the title of a report is made from. */
interface Happening {
  readonly kind: LateAttempt['kind']
  readonly cause: string
  readonly second: {
    readonly operation: string
    readonly via: string
    readonly droppedBy?: string | undefined
  }
}

// The causes that leave open whether a header by itself was to begin a response.
const isOpen = /^(headers-flushed-early|not-awaited|stale-response|undetermined)$/

/** What happened to the request, as its line continues: `responded twice`. */
export function whatHappened({ kind, cause, second }: Happening): string {
  const lateHeader = 'had a header changed after the response'
  if (kind === 'request')
    return isBody(second.operation)
      ? 'was written to after its end'
      : 'had its headers changed after it was sent'
  if (isBody(second.operation) && second.droppedBy === undefined) return 'wrote after the end of the response'
  if (second.operation === 'statusCode') return 'had its status changed after the response'
  if (second.droppedBy !== undefined) return kind === 'headers' ? lateHeader : 'responded twice'
  const isByHand = second.via === `res.${second.operation}` && second.operation !== 'writeHead'
  return cause === 'late-header' || (isByHand && isOpen.test(cause)) ? lateHeader : 'responded twice'
}

/** Whether an operation carries a body; everything else that comes too late changes the head. */
export function isBody(operation: string): boolean {
  return operation === 'write' || operation === 'end'
}
