import { OutgoingMessage } from 'node:http'
import { now } from '../capture/clock'
import { failed } from '../capture/failure'
import { isOutgoing } from '../capture/outgoing-request'
import { type Method, patchGetter, type Undo } from '../capture/patch'
import { type Looks, type Moment, momentOf, type ResponseRecord, recordOf } from '../capture/response-record'
import type { Tracer } from '../capture/tracer'
import { readerOf } from './reader'
import { type Target, targetOf } from './target'

/** Somebody looked whether a response was sent, and it was. */
export interface LateLook {
  readonly moment: Moment
  readonly target: Target
  /** Milliseconds since the epoch. */
  readonly date: number
  /** Who looked, as far as that tells one from another. */
  readonly reader: string
}

/** Who is told of such looks, while the application is still inside of them. */
export interface LookWatcher {
  /** Whether one who looks is worth a closer look himself. */
  isOfInterest(reader: string, time: number): boolean
  /** Gets what there is of a response again whenever there is more. */
  onLook(looks: LateLooks): void
}

/** Looks at one response that are taken notice of. */
const most = 8

/** The looks at one response, and what came after them. */
export class LateLooks implements Looks {
  readonly record: ResponseRecord
  looks: LateLook[] = []
  /** Ends without a body that came after the end. */
  readonly bareEnds: Moment[] = []
  isTold = false
  readonly #watcher: LookWatcher
  readonly #tracer: Tracer
  #count = 0

  constructor(record: ResponseRecord, watcher: LookWatcher, tracer: Tracer) {
    this.record = record
    this.#watcher = watcher
    this.#tracer = tracer
  }

  onLook(message: OutgoingMessage, below: Method): void {
    if (this.isTold || this.record.isReported || this.#count++ >= most) return
    const look = this.#tracer.spare(this.record, () => this.#take(message, below))
    if (look === undefined) return
    this.looks.push(look)
    this.#watcher.onLook(this)
  }

  onBareEnd(below: Method): void {
    try {
      if (this.looks.length === 0 || this.isTold || this.bareEnds.length > 0) return
      const moment = this.#tracer.spare(this.record, () => momentOf(below))
      if (moment === undefined) return
      this.bareEnds.push(moment)
      this.#watcher.onLook(this)
    } catch (failure) {
      failed(failure)
    }
  }

  /** Notes that an answer was lost here: what comes now is the same mistake. */
  tell(): void {
    this.isTold = true
    this.looks = []
    this.bareEnds.length = 0
  }

  #take(message: OutgoingMessage, below: Method): LateLook | undefined {
    const reader = readerOf(below)
    if (reader === undefined || !this.#watcher.isOfInterest(reader, now())) return undefined
    const target = targetOf(message)
    return target && { moment: momentOf(below), target, date: Date.now(), reader }
  }
}

/**
 * Watches for reads of `headersSent` that come after the head. Most are guards, as there should be. But nothing else is to
 * be seen of an answer that a framework drops by itself: it reads this, and does nothing. (`writableEnded`, which some
 * read in its place, is not configurable.)
 * https://github.com/nodejs/node/blob/v24.21.0/lib/_http_outgoing.js#L752
 */
export function watchLooks(watcher: LookWatcher, tracer: Tracer): Undo {
  return patchGetter(OutgoingMessage.prototype, 'headersSent', original => {
    return function guarded(this: OutgoingMessage) {
      const isSent = original.call(this)
      if (isSent) onLook(this, guarded)
      return isSent
    }
  })

  function onLook(message: OutgoingMessage, below: Method): void {
    try {
      const record = recordOf(message)
      // What is not known to have been sent by somebody cannot be told of.
      if (record?.first === undefined || isOutgoing(message)) return
      record.looks ??= new LateLooks(record, watcher, tracer)
      ;(record.looks as LateLooks).onLook(message, below)
    } catch (failure) {
      failed(failure)
    }
  }
}
