import type { OutgoingMessage } from 'node:http'
import type { Moment, ResponseRecord } from '../capture/response-record'
import { type RequestLine, requestLineOf } from './request'

/** How the second attempt ended: Node threw, emitted an `error` event, or dropped it without a word. */
export type Outcome = 'threw' | 'emitted' | 'lost'

/** The attempt that came too late. */
export interface SecondAttempt extends Moment {
  readonly operation: string
  /** The name of the header that it was about. */
  readonly header?: string
  /** Known for sure only when the tick of the attempt is over. */
  outcome: Outcome
  code: string | null
}

/** A second attempt and the first send that it collided with, as seen at the moment, nothing read or formatted yet. */
export interface RawConflict {
  readonly kind: 'headers' | 'body'
  /** Milliseconds since the epoch. */
  readonly date: number
  readonly request: RequestLine
  /** When the request's head was parsed; `NaN` where no server parsed one. */
  readonly begun: number
  /** `undefined` where the head was sent in a way that nothing can see (`res._header = …` by hand). */
  readonly first: Moment | undefined
  readonly status: number | null
  readonly second: SecondAttempt
  /** Whether this response's mistake has been told before, and this attempt only follows from it. */
  readonly isSameMistake: boolean
}

/** Who is told of conflicts, while the application is still inside the operation. */
export interface ConflictWatcher {
  onConflict(conflict: RawConflict): void
  /** Gets the error of the refused operation before the application does. */
  onError(conflict: RawConflict, error: unknown): void
}

/** Puts together what is known of a response at the moment of its second attempt. */
export function rawConflictOf(
  response: OutgoingMessage,
  record: ResponseRecord,
  kind: RawConflict['kind'],
  second: SecondAttempt,
): RawConflict {
  const isSameMistake = record.isReported
  record.isReported = true
  return {
    kind,
    date: Date.now(),
    request: requestLineOf(response),
    begun: record.begun,
    first: (kind === 'body' ? record.ended : undefined) ?? record.first,
    status: statusOf(response),
    second,
    isSameMistake,
  }
}

// `statusCode` may have been changed since; the head itself says what was sent.
function statusOf(response: OutgoingMessage): number | null {
  const head: unknown = (response as { _header?: unknown })._header
  const status = typeof head === 'string' ? /^HTTP\/\d\.\d (\d{3}) /.exec(head)?.[1] : undefined
  return status === undefined ? null : Number(status)
}
