import { OutgoingMessage } from 'node:http'
import { now } from '../../capture/clock'
import { reportInternalError } from '../../capture/internal-error'
import { isOutgoing } from '../../capture/outgoing-request'
import { type Method, patchGetter, type Undo } from '../../capture/patch'
import type { Tracer } from '../../capture/policy/tracer'
import {
  type HeadersSentListener,
  type Moment,
  momentOf,
  type ResponseRecord,
  recordOf,
} from '../../capture/response-record'
import { callerKeyOf } from '../caller-key'
import { http1 } from '../http1-message'
import type { Target } from '../protocol'

/** Somebody looked whether a response was sent, and it was. */
export interface HeadersSentCheck {
  readonly moment: Moment
  readonly target: Target
  /** Milliseconds since the epoch. */
  readonly date: number
  /** Who looked, as far as that tells one from another. */
  readonly checker: string
}

/** Gets such checks, while the application is still inside of them. */
export interface CheckWatcher {
  /** Whether one who looks is worth a closer look himself. */
  isWorthChecking(checker: string, time: number): boolean
  /** Gets what there is of a response again whenever there is more. */
  onHeadersSentCheck(looks: HeadersSentChecks): void
}

/** Calls that tell one checker from another: an accessor or two, and the function that asks them. */
const maxCheckerCalls = 3

/** Looks at one response that are taken notice of. */
const maxChecks = 8

/** The looks at one response, and what came after them. */
export class HeadersSentChecks implements HeadersSentListener {
  readonly record: ResponseRecord
  checks: HeadersSentCheck[] = []
  /** Ends without a body that came after the end. */
  readonly bareEnds: Moment[] = []
  isReported = false
  readonly #watcher: CheckWatcher
  readonly #tracer: Tracer
  #count = 0

  constructor(record: ResponseRecord, watcher: CheckWatcher, tracer: Tracer) {
    this.record = record
    this.#watcher = watcher
    this.#tracer = tracer
  }

  onCheck(message: OutgoingMessage, constructorOpt: Method): void {
    if (this.isReported || this.record.isReported || this.#count++ >= maxChecks) return
    const look = this.#tracer.captureWithinBudget(this.record, () => this.#take(message, constructorOpt))
    if (look === undefined) return
    this.checks.push(look)
    this.#watcher.onHeadersSentCheck(this)
  }

  onBareEnd(constructorOpt: Method): void {
    try {
      if (this.checks.length === 0 || this.isReported || this.bareEnds.length > 0) return
      const moment = this.#tracer.captureWithinBudget(this.record, () => momentOf(constructorOpt))
      if (moment === undefined) return
      this.bareEnds.push(moment)
      this.#watcher.onHeadersSentCheck(this)
    } catch (failure) {
      reportInternalError(failure)
    }
  }

  /** Notes that a response was dropped here: what comes now is the same mistake. */
  markReported(): void {
    this.isReported = true
    this.checks = []
    this.bareEnds.length = 0
  }

  #take(message: OutgoingMessage, constructorOpt: Method): HeadersSentCheck | undefined {
    const checker = callerKeyOf(constructorOpt, maxCheckerCalls)
    if (checker === undefined || !this.#watcher.isWorthChecking(checker, now())) return undefined
    const target = http1.targetOf(message)
    return target && { moment: momentOf(constructorOpt), target, date: Date.now(), checker }
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
      const isSent = original.call(this)
      if (isSent) onLook(this, guarded)
      return isSent
    }
  })

  function onLook(message: OutgoingMessage, constructorOpt: Method): void {
    try {
      const record = recordOf(message)
      // What is not known to have been sent cannot be reported.
      if (record?.first === undefined || isOutgoing(message)) return
      record.headersSentChecks ??= new HeadersSentChecks(record, watcher, tracer)
      ;(record.headersSentChecks as HeadersSentChecks).onCheck(message, constructorOpt)
    } catch (failure) {
      reportInternalError(failure)
    }
  }
}
