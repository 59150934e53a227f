import type { IncomingMessage, OutgoingMessage } from 'node:http'
import type { Moment, ResponseRecord } from '../capture/response-record'
import { routeKeyOf } from '../capture/route-key'
import type { Trace } from '../capture/trace'
import { type HandledError, handledErrors } from './handled-error'
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
  /** `undefined` where it was not captured: over the budget, or sent in a way that nothing can see (`res._header = …`). */
  readonly first: Moment | undefined
  readonly status: number | null
  readonly second: SecondAttempt
  /** The stacks of this request's asynchronous way, where it was followed. */
  readonly trace: Trace | undefined
  readonly routeKey: string
  /** Whether the response had been ended when the second attempt came, or only begun. */
  readonly isEnded: boolean
  /** The errors that functions on the second attempt's stack were handling, innermost first. */
  readonly handled: readonly HandledError[]
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
  const routeKey = routeKeyOf((response as { req?: IncomingMessage }).req)
  record.isReported = true
  return {
    kind,
    date: Date.now(),
    request: requestLineOf(response),
    begun: record.begun,
    first: (kind === 'body' ? record.ended : undefined) ?? record.first,
    status: statusOf(response),
    second,
    trace: record.trace,
    routeKey,
    isEnded: (response as { finished?: unknown }).finished === true,
    handled: isSameMistake ? [] : handledErrors(`${kind} ${second.operation} ${second.header} ${routeKey}`),
    isSameMistake,
  }
}

// `statusCode` may have been changed since; the head itself says what was sent.
function statusOf(response: OutgoingMessage): number | null {
  const head: unknown = (response as { _header?: unknown })._header
  const status = typeof head === 'string' ? /^HTTP\/\d\.\d (\d{3}) /.exec(head)?.[1] : undefined
  return status === undefined ? null : Number(status)
}
