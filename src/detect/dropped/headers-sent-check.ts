import { OutgoingMessage } from 'node:http'
import { apply } from '../../capture/builtins'
import { now } from '../../capture/clock'
import { reportInternalError } from '../../capture/internal-error'
import { type Method, patchGetter, type Undo } from '../../capture/patch'
import type { Tracer } from '../../capture/policy/tracer'
import {
  type HeadersSentListener,
  type Moment,
  momentOf,
  type ResponseRecord,
  recordOf,
} from '../../capture/response-record'
import { isOutgoing } from '../../capture/sent-request'
import { callerKeyOf } from '../caller-key'
import { http1 } from '../http1-message'
import type { Target } from '../protocol'

/** A check whether a response was sent, when it was. */
export interface HeadersSentCheck {
  readonly kind: 'check'
  readonly moment: Moment
  readonly target: Target
  /** Milliseconds since the epoch. */
  readonly date: number
  /** The code that checked, as far as that tells one from another. */
  readonly checker: string
  /** The package that drops what comes, `fastify@5.12.1`, where no check was seen but the read of its method that does. */
  readonly dropper: string | undefined
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

/** The checks of one response. */
class ChecksOfResponse implements HeadersSentListener {
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

  onCheck(message: OutgoingMessage, constructorOpt: Method, dropper: string | undefined): void {
    if (this.#record.isReported || this.#count++ >= maxChecks) return
    const check = this.#tracer.captureWithinBudget(this.#record, () =>
      this.#take(message, constructorOpt, dropper),
    )
    if (check === undefined) return
    this.#checks.push(check)
    this.#watcher.onCheck(check)
  }

  onBareEnd(constructorOpt: Method): void {
    const open = this.#checks.filter(check => !check.isSettled && check.bareEnd === undefined)
    if (open.length === 0 || this.#record.isReported) return
    const moment = this.#tracer.captureWithinBudget(this.#record, () => momentOf(constructorOpt))
    if (moment === undefined) return
    this.#checks = []
    for (const check of open) {
      check.bareEnd = moment
      this.#watcher.onCheck(check)
    }
  }

  #take(
    message: OutgoingMessage,
    constructorOpt: Method,
    dropper: string | undefined,
  ): HeadersSentCheck | undefined {
    const checker = callerKeyOf(constructorOpt, maxCheckerCalls)
    if (checker === undefined || !this.#watcher.isWorthExamining(checker, now())) return undefined
    const target = http1.targetOf(message)
    if (target === undefined) return undefined
    return {
      kind: 'check',
      moment: momentOf(constructorOpt),
      target,
      date: Date.now(),
      checker,
      dropper,
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

/**
 * Takes notice of a check that has found a response sent, in the accessor `constructorOpt` that was read.
 *
 * @param dropper the package that drops a response, where what was read is its method that does.
 */
export function noteCheck(
  message: OutgoingMessage,
  constructorOpt: Method,
  watcher: CheckWatcher,
  tracer: Tracer,
  dropper?: string,
): void {
  try {
    const record = recordOf(message)
    // What is not known to have been sent cannot be reported.
    if (record?.first === undefined || isOutgoing(message)) return
    const checks =
      record.headersSentChecks instanceof ChecksOfResponse
        ? record.headersSentChecks
        : new ChecksOfResponse(record, watcher, tracer)
    record.headersSentChecks = checks
    checks.onCheck(message, constructorOpt, dropper)
  } catch (failure) {
    reportInternalError(failure)
  }
}
