import { AsyncLocalStorage } from 'node:async_hooks'
import { now, outsideOfApplicationTime } from '../capture/clock'
import { reportInternalError } from '../capture/internal-error'
import type { Tracer } from '../capture/policy/tracer'
import { listen } from '../capture/process-listener'
import type { HeadersSentCheck } from './dropped/headers-sent-check'
import type { RawConflict } from './raw-conflict'

/** What waits to be examined: a conflict, or a check that may show that a package has dropped a response. */
export type Finding = RawConflict | HeadersSentCheck | KnownConflict

/** A conflict of a bug that is known already. */
export interface KnownConflict {
  readonly kind: 'known'
  /** @param isEcho as for an examination. */
  report(isEcho: boolean): void
}

/**
 * Gets a finding, and whether it was made by a listener that heard of another one, in the course of that. Examines it in
 * pieces, between which the event loop may turn.
 */
export type Examine = (finding: Finding, isEcho: boolean) => Iterator<void, void>

/** Findings that wait at a time: further conflicts are only counted, and further checks are let go. */
const maxPending = { conflicts: 400, checks: 50 }

/**
 * Milliseconds after which no further examination begins before the next turn of the event loop; and where so many wait that they come
 * faster than they are examined. A piece of one takes some 30 at most.
 */
const maxWork = { usual: 5, hurried: 20 }

/** Findings that wait, beyond which it is hurried. */
const maxUnhurried = 50

// Taken at load, so that a test's fake timers do not reach it.
const { setImmediate } = globalThis
const { snapshot } = AsyncLocalStorage

interface Waiting {
  readonly finding: Finding
  readonly isEcho: boolean
  /** What is left of its examination, once that has begun. */
  pieces?: Iterator<void, void>
  /** Runs a function in the asynchronous context in which the finding was made. */
  readonly run: <T>(examine: () => T) => T
}

/**
 * Has findings examined right after the application's own tick, in pieces, and those that are left when the process ends, by a crash
 * too; each in the asynchronous context in which it was made, as listeners may want to know it.
 */
export class PendingFindings {
  readonly #examine: Examine
  readonly #atEnd: () => void
  readonly #tracer: Pick<Tracer, 'charge' | 'runUnfollowed'>
  readonly #waiting: Waiting[] = []
  #checks = 0
  /** How many were left when work was last done. */
  #left = 0
  /** Whether they have come in turn after turn. */
  #isCrowded = false
  #isListening = false
  #isExamining = false
  /** Conflicts that came faster than they could be examined. */
  unexamined = 0

  /** @param tracer is charged the milliseconds that are spent, but for those at the end of the process. */
  constructor(examine: Examine, atEnd: () => void, tracer: Pick<Tracer, 'charge' | 'runUnfollowed'>) {
    this.#examine = examine
    this.#atEnd = atEnd
    this.#tracer = tracer
  }

  add(finding: Finding): void {
    if (finding.kind === 'check') {
      if (this.#checks >= maxPending.checks) return
      this.#checks++
    } else {
      this.listenForEnd()
      if (this.#waiting.length - this.#checks >= maxPending.conflicts) {
        this.unexamined++
        return
      }
    }
    this.#tracer.runUnfollowed(() =>
      this.#waiting.push({ finding, isEcho: this.#isExamining, run: snapshot() }),
    )
    // Listeners for the exit are being called: there will be no further tick, and a listener that is new is not called.
    if (isExiting() && !this.#isExamining) this.stop()
    else if (this.#waiting.length === 1) this.#schedule()
  }

  /** Sees to it that there is a word at the end of the process. Until there is a conflict, nothing is listened to. */
  listenForEnd(): void {
    if (this.#isListening) return
    this.#isListening = true
    listen('exit', this.#onExit)
    // What hears of a crash may end the process in ways of its own, without an `exit`.
    listen('uncaughtExceptionMonitor', this.#onCrash)
  }

  flush(): void {
    // A listener that hears of a conflict may ask for all that there are: they come when this one is over.
    if (this.#isExamining) return
    this.#isExamining = true
    // One at a time, as a listener may end the process; and no more than there were, as it may make new ones.
    for (let left = this.#waiting.length; left > 0; left--) {
      const next = this.#next()
      while (next !== undefined && !this.#isDone(next));
    }
    this.#isExamining = false
    if (this.#waiting.length > 0) this.#schedule()
  }

  #schedule(): void {
    // An immediate that is unreferenced waits, in an idle process, for whatever happens next.
    this.#tracer.runUnfollowed(() => setImmediate(() => this.#work()))
  }

  /** Does what can be done before the next turn of the event loop. */
  #work(): void {
    if (this.#isExamining) return
    this.#isExamining = true
    const start = now()
    const end = start + (this.#waiting.length > maxUnhurried ? maxWork.hurried : maxWork.usual)
    const most = this.#mostThatMayWait()
    do {
      const next = this.#next()
      if (next !== undefined && !this.#isDone(next)) this.#waiting.unshift(next)
    } while (this.#waiting.length > 0 && (now() < end || this.#waiting.length > most))
    this.#left = this.#waiting.length
    this.#isExamining = false
    try {
      this.#tracer.charge(now() - start)
    } catch (failure) {
      reportInternalError(failure)
    }
    if (this.#waiting.length > 0) this.#schedule()
  }

  // Where they go on coming faster than they are examined, there must be room for the next ones: else those would only be counted.
  #mostThatMayWait(): number {
    const areNew = this.#waiting.length > this.#left
    this.#isCrowded = areNew && (this.#isCrowded || this.#left > 0)
    return this.#isCrowded && this.#waiting.length > maxUnhurried ? 0 : maxPending.conflicts
  }

  #next(): Waiting | undefined {
    const next = this.#waiting.shift()
    if (next?.finding.kind === 'check' && next.pieces === undefined) this.#checks--
    return next
  }

  /** Does one piece of an examination, and says whether that was the last. */
  #isDone(waiting: Waiting): boolean {
    try {
      return outsideOfApplicationTime(() =>
        waiting.run(() => {
          waiting.pieces ??= this.#examine(waiting.finding, waiting.isEcho)
          return waiting.pieces.next().done === true
        }),
      )
    } catch (failure) {
      reportInternalError(failure)
      return true
    }
  }

  /** Examines what is left, has the last word said and listens no more. */
  stop(): void {
    process.removeListener('exit', this.#onExit)
    process.removeListener('uncaughtExceptionMonitor', this.#onCrash)
    this.#isListening = false
    // A listener may end the process while a conflict is being examined.
    this.#isExamining = false
    this.flush()
    // Listeners do not hear of the conflicts that listeners have made: there are no further ones.
    this.flush()
    try {
      this.#atEnd()
    } catch (failure) {
      reportInternalError(failure)
    }
  }

  readonly #onExit = () => this.stop()
  readonly #onCrash = () => this.flush()
}

function isExiting(): boolean {
  // Not documented; set by every Node that we support before `exit` is emitted.
  // https://github.com/nodejs/node/blob/v24.21.0/lib/internal/process/per_thread.js#L185
  return (process as { _exiting?: unknown })._exiting === true
}
