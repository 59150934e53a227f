import { OutgoingMessage } from 'node:http'
import { apply } from '../../capture/builtins'
import { now } from '../../capture/clock'
import { reportInternalError } from '../../capture/internal-error'
import { type Method, patchGetter, type Undo } from '../../capture/patch'
import type { Tracer } from '../../capture/policy/tracer'
import { type Moment, momentOf, type ResponseRecord, recordOf } from '../../capture/response-record'
import { isOutgoing } from '../../capture/sent-request'
import { callerKeyOf } from '../caller-key'
import { http1 } from '../http1-message'
import type { Target } from '../protocol'

/**
 * What was seen of a response that was sent, of which something may have been lost: a check whether it was sent, a read of a
 * method that drops what it is given then, an end without a body after the end, or another status than the one that was sent.
 */
export interface HeadersSentCheck {
  readonly kind: 'check'
  readonly seen: 'check' | 'method' | 'end' | 'status'
  readonly moment: Moment
  readonly target: Target
  /** Milliseconds since the epoch. */
  readonly date: number
  /** The code that checked, as far as that tells one from another. */
  readonly checker: string
  /** The package whose method it is, `fastify@5.12.1`. */
  readonly dropper: string | undefined
  /** The status that was set. */
  readonly status: number | undefined
  /** Whether somebody waits for the end of the response, who may read the status then. */
  readonly isHeard: boolean
  /** An end without a body that came after the end, once there is one. */
  bareEnd: Moment | undefined
  /** Whether it is known what came of the check; until then it is examined again when there is more to know. */
  isSettled: boolean
}

/** Gets such checks, while the application is still inside of them. */
export interface CheckWatcher {
  /** Whether a checker is worth an examination. */
  isWorthExamining(checker: string, time: number): boolean
  onCheck(check: HeadersSentCheck): void
}

/** Calls that tell one checker from another: an accessor or two, and the function that asks them. */
const maxCheckerCalls = 3

/** Checks of one response that are taken notice of. */
const maxChecks = 8

/** What a check is about. */
type Seen = { readonly seen: HeadersSentCheck['seen'] } & Partial<
  Pick<HeadersSentCheck, 'dropper' | 'status' | 'isHeard'>
>

/** The checks of one response. */
class ChecksOfResponse {
  readonly #record: ResponseRecord
  readonly #watcher: CheckWatcher
  readonly #tracer: Tracer
  #checks: HeadersSentCheck[] = []
  #count = 0

  constructor(record: ResponseRecord, watcher: CheckWatcher, tracer: Tracer) {
    this.#record = record
    this.#watcher = watcher
    this.#tracer = tracer
  }

  onCheck(message: OutgoingMessage, constructorOpt: Method, seen: Seen): void {
    if (this.#record.isReported || this.#count++ >= maxChecks) return
    const check = this.#tracer.captureWithinBudget(this.#record, () =>
      this.#take(message, constructorOpt, seen),
    )
    if (check === undefined) return
    if (check.seen === 'check') this.#checks.push(check)
    this.#watcher.onCheck(check)
  }

  onBareEnd(message: OutgoingMessage, constructorOpt: Method): void {
    this.#endOpenChecks(constructorOpt)
    this.onCheck(message, constructorOpt, { seen: 'end' })
  }

  #endOpenChecks(constructorOpt: Method): void {
    const open = this.#checks.filter(check => !check.isSettled && check.bareEnd === undefined)
    if (open.length === 0 || this.#record.isReported) return
    const moment = this.#tracer.captureWithinBudget(this.#record, () => this.#moment(constructorOpt))
    if (moment === undefined) return
    this.#checks = []
    for (const check of open) {
      check.bareEnd = moment
      this.#watcher.onCheck(check)
    }
  }

  #moment(constructorOpt: Method): Moment {
    return momentOf(constructorOpt, now(), this.#record.trace)
  }

  #take(
    message: OutgoingMessage,
    constructorOpt: Method,
    { seen, dropper, status, isHeard = false }: Seen,
  ): HeadersSentCheck | undefined {
    const { first } = this.#record
    const caller = seen === 'status' ? '' : callerKeyOf(constructorOpt, maxCheckerCalls)
    const checker = `${seen} ${caller}`
    if (caller === undefined || !this.#watcher.isWorthExamining(checker, now())) return undefined
    const target = http1.targetOf(message)
    if (target === undefined) return undefined
    return {
      kind: 'check',
      seen,
      // Who has set a status is not seen. What is known is where the response was sent, and what the source has after that.
      moment: seen === 'status' && first !== undefined ? first : this.#moment(constructorOpt),
      target,
      date: Date.now(),
      checker,
      dropper,
      status,
      isHeard,
      bareEnd: undefined,
      isSettled: false,
    }
  }
}

/**
 * Watches for reads of `headersSent` that come after the head. Most are guards, as there should be. But nothing else is to
 * be seen of a response that a framework drops by itself: it reads this, and does nothing. (`writableEnded`, which some
 * read in its place, is not configurable.)
 * https://github.com/nodejs/node/blob/v24.21.0/lib/_http_outgoing.js#L752
 */
export function watchHeadersSent(watcher: CheckWatcher, tracer: Tracer): Undo {
  return patchGetter(OutgoingMessage.prototype, 'headersSent', original => {
    return function guarded(this: OutgoingMessage) {
      const isSent = apply(original, this, [])
      if (isSent) noteCheck(this, guarded, watcher, tracer)
      return isSent
    }
  })
}

/** Takes notice of a check that has found a response sent, in the accessor `constructorOpt` that was read, or of what is like it. */
export function noteCheck(
  message: OutgoingMessage,
  constructorOpt: Method,
  watcher: CheckWatcher,
  tracer: Tracer,
  seen: Seen = isSentCheck,
): void {
  try {
    checksOf(message, watcher, tracer)?.onCheck(message, constructorOpt, seen)
  } catch (failure) {
    reportInternalError(failure)
  }
}

const isSentCheck: Seen = { seen: 'check' }

/** Takes notice of an end without a body that comes after the end. */
export function noteBareEnd(
  message: OutgoingMessage,
  constructorOpt: Method,
  watcher: CheckWatcher,
  tracer: Tracer,
): void {
  checksOf(message, watcher, tracer)?.onBareEnd(message, constructorOpt)
}

function checksOf(
  message: OutgoingMessage,
  watcher: CheckWatcher,
  tracer: Tracer,
): ChecksOfResponse | undefined {
  const record = recordOf(message)
  // What is not known to have been sent cannot be reported.
  if (record?.first === undefined || isOutgoing(message)) return undefined
  const checks =
    record.headersSentChecks instanceof ChecksOfResponse
      ? record.headersSentChecks
      : new ChecksOfResponse(record, watcher, tracer)
  record.headersSentChecks = checks
  return checks
}
