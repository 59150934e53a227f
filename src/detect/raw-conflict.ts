import { begunKeyOf } from '../capture/policy/route-key'
import type { Moment, ResponseRecord } from '../capture/response-record'
import type { Trace } from '../capture/trace'
import type { GivenValue, HeldValues } from './given-value'
import type { HandledError } from './handled-error'
import type { Target } from './protocol'
import type { RequestLine } from './request'

/** How the second attempt ended: Node threw, emitted an `error` event, or dropped it without a word. */
export type Outcome = 'threw' | 'emitted' | 'lost'

/** The attempt that came too late, with its stack. */
export type SecondAttempt = Attempt & Moment

/** What came too late, when, and how it ended. */
export interface Attempt {
  readonly operation: string
  /** Milliseconds of `applicationTime()`. */
  readonly time: number
  /** The name of the header that it was about. */
  readonly header?: string
  /** Known for sure only when the tick of the attempt is over. */
  outcome: Outcome
  code: string | null
  /** Set where it never came to Node: a package saw that the response was sent and did nothing. */
  readonly dropped?: Dropped
}

/** An attempt that a package has dropped. The operation is what it would have come to. */
export interface Dropped {
  /** `koa@3.3.0`, or `Node`. */
  readonly by: string
  /** What the application wrote, `ctx.body`; `null` where the package attempted it by itself. */
  readonly via: string | null
  /** Where that is in the function of the first send, for what no call shows: a status that was set. */
  readonly at?: { readonly line: number; readonly column: number }
}

/** A second attempt without its stack, and the first send that it collided with: enough to count it. */
export interface LateAttempt {
  /** What came too late; `request` where it did for a request that the application makes, whatever it was. */
  readonly kind: 'headers' | 'body' | 'request'
  /** What it came too late for. */
  readonly target: Target['name']
  /** Milliseconds since the epoch. */
  readonly date: number
  readonly request: RequestLine
  /** When the request's head was parsed; `NaN` where no server parsed one. */
  readonly startTime: number
  /** `undefined` where it was not captured: over the budget, or sent in a way that nothing can see (`res._header = …`). */
  readonly first: Moment | undefined
  readonly status: number | null
  readonly second: Attempt
  /** The stacks of this request's asynchronous path, where it was followed. */
  readonly trace: Trace | undefined
  readonly routeKey: string
}

/** A second attempt and the first send that it collided with, as seen at the moment, nothing read or formatted yet. */
export interface RawConflict extends LateAttempt {
  readonly second: SecondAttempt
  /** Tells the innermost calls of the second attempt from others; `undefined` where Node was not called, or stacks cannot be read. */
  readonly callers: number | undefined
  /** Where streams may have been piped to the response, before the first send. */
  readonly pipes: readonly Moment[]
  /** The same as the route's key of the request as it began; `undefined` where nobody noted it before the application could change it. */
  readonly begunKey: string | undefined
  /** How many times that request had handed work on when it made a request of its own, which this is about. */
  readonly hopCount: number
  /** Whether the response had been ended when the second attempt came, or only begun. */
  readonly isEnded: boolean
  /** The errors that calls on the second attempt's stack held, innermost first; `null` where they were not looked for. */
  readonly handled: readonly HandledError[] | null
  /** What else the innermost of them held, as far as that was nothing, or yes or no. */
  readonly given: readonly GivenValue[]
}

/** What is known of a second attempt, whether Node has refused it or a package has dropped it. */
export interface Attempted<Second extends Attempt = SecondAttempt> {
  readonly kind: 'headers' | 'body'
  readonly target: Target
  readonly second: Second
  /** Milliseconds since the epoch. */
  readonly date: number
  /** Tells its innermost calls from others. */
  readonly callers?: number | undefined
}

/** What is known of a second attempt before its stack is captured. */
export function lateAttemptOf({ kind, target, second, date }: Attempted<Attempt>): LateAttempt {
  const { record, name, routeKey, request, status } = target
  // A body is too late for the end, where that was not sent with the head.
  const isEndUnknown = kind === 'body' && record.isEndMissed
  const first = isEndUnknown ? undefined : ((kind === 'body' ? record.end : undefined) ?? record.first)
  return {
    kind: name === 'request' ? 'request' : kind,
    target: name,
    date,
    request,
    startTime: record.startTime,
    first,
    status,
    second,
    // An outgoing request is the work of the one in whose course it is made.
    trace: name === 'request' ? first?.hop?.trace : wholeTraceOf(record),
    routeKey,
  }
}

/**
 * Makes a conflict of a second attempt.
 *
 * @param held what the calls of the attempt held; `null` where they were not looked into.
 */
export function rawConflictOf(attempted: Attempted, held: HeldValues | null = null): RawConflict {
  const { target, second, callers } = attempted
  const late = lateAttemptOf(attempted)
  return {
    ...late,
    second,
    callers,
    trace: target.name === 'request' ? (late.first?.hop ?? second.hop)?.trace : late.trace,
    pipes: target.record.pipes ?? [],
    begunKey: begunKeyOf(target.record),
    hopCount: target.record.hopCount,
    isEnded: target.isEnded,
    handled: held?.errors ?? null,
    given: held?.given ?? [],
  }
}

/** How much of a conflict was captured: 0 nothing but the second attempt, 1 the first send too, 2 the paths to both. */
export function exactnessOf({ first, trace }: LateAttempt): number {
  if (first === undefined) return 0
  return trace === undefined ? 1 : 2
}

/** Whether all of a conflict was captured. */
export function isExact(late: LateAttempt): boolean {
  return exactnessOf(late) === 2
}

// Where following was given up for a while, a path that ends is one that was not recorded.
function wholeTraceOf({ trace }: ResponseRecord): Trace | undefined {
  return trace?.isInterrupted ? undefined : trace
}
