import { AsyncLocalStorage } from 'node:async_hooks'
import { now } from '../capture/clock'
import { reportInternalError } from '../capture/internal-error'
import type { RawConflict } from '../detect/raw-conflict'
import { listen } from './process-listener'

/** Conflicts that wait to be examined: more are only counted. */
const maxPending = 200

/** Conflicts that wait, beyond which they come faster than pieces of work are done: then all are examined at once. */
const maxUnhurried = 50

// Taken at load, so that a test's fake timers do not reach it.
const { setImmediate } = globalThis

/**
 * Gets a conflict, and whether it was made by whoever heard of another one, in the course of that. Examines it in pieces,
 * between which the event loop may turn.
 */
export type Examine = (raw: RawConflict, isEcho: boolean) => Iterator<void, void>

/** A conflict, and what runs a function in the asynchronous context that it happened in. */
interface Waiting {
  readonly raw: RawConflict
  readonly isEcho: boolean
  /** What is left of its examination, once that has begun. */
  pieces?: Iterator<void, void>
  inItsContext<T>(examine: () => T): T
}

/**
 * Examines conflicts right after the application's own turn, in pieces, and those that are left when the process ends, by a crash
 * too; each in its own asynchronous context, which whoever hears of it may want to know. It listens to nothing until there is a conflict.
 */
export class PendingConflicts {
  readonly #examine: Examine
  readonly #atEnd: () => void
  readonly #spend: (milliseconds: number) => void
  readonly #waiting: Waiting[] = []
  #isListening = false
  #isExamining = false
  /** Conflicts that came faster than they could be examined. */
  unexamined = 0

  /** @param spend gets the milliseconds that were spent, but for those at the end of the process. */
  constructor(examine: Examine, atEnd: () => void, spend: (milliseconds: number) => void = () => {}) {
    this.#examine = examine
    this.#atEnd = atEnd
    this.#spend = spend
  }

  add(raw: RawConflict): void {
    if (!this.#isListening) {
      this.#isListening = true
      listen('exit', this.#onExit)
      // What is told of a crash may end the process in ways of its own, without an `exit`.
      listen('uncaughtExceptionMonitor', this.#onCrash)
    }
    if (this.#waiting.length >= maxPending) {
      this.unexamined++
      return
    }
    this.#waiting.push({ raw, isEcho: this.#isExamining, inItsContext: AsyncLocalStorage.snapshot() })
    // Listeners for the exit are being called: there will be no turn, and a listener that is new is not called.
    if (isExiting() && !this.#isExamining) this.stop()
    else if (this.#waiting.length === 1) this.#schedule()
  }

  flush(): void {
    // Whoever hears of a conflict may ask for all that there are: they come when he has heard this one.
    if (this.#isExamining) return
    this.#isExamining = true
    // One at a time, as whoever hears of a conflict may end the process; and no more than there were, as he may make new ones.
    for (let left = this.#waiting.length; left > 0; left--) {
      const next = this.#waiting.shift()
      while (next !== undefined && !this.#isDone(next));
    }
    this.#isExamining = false
    if (this.#waiting.length > 0) this.#schedule()
  }

  #schedule(): void {
    // An immediate that is unreferenced waits, in an idle process, for whatever happens next.
    setImmediate(() => this.#work())
  }

  #work(): void {
    if (this.#isExamining) return
    this.#isExamining = true
    const start = now()
    const isHurried = this.#waiting.length > maxUnhurried
    for (let left = this.#waiting.length; left > 0; left--) {
      const next = this.#waiting.shift()
      if (next === undefined || this.#isDone(next)) continue
      if (isHurried) while (!this.#isDone(next));
      else {
        this.#waiting.unshift(next)
        break
      }
    }
    this.#isExamining = false
    this.#spend(now() - start)
    if (this.#waiting.length > 0) this.#schedule()
  }

  /** Does one piece of an examination, and says whether that was the last. */
  #isDone(waiting: Waiting): boolean {
    try {
      return waiting.inItsContext(() => {
        waiting.pieces ??= this.#examine(waiting.raw, waiting.isEcho)
        return waiting.pieces.next().done === true
      })
    } catch (failure) {
      reportInternalError(failure)
      return true
    }
  }

  /** Examines what is left, says the last word and listens no more. */
  stop(): void {
    process.removeListener('exit', this.#onExit)
    process.removeListener('uncaughtExceptionMonitor', this.#onCrash)
    this.#isListening = false
    // A listener may end the process while a conflict is being examined.
    this.#isExamining = false
    this.flush()
    // Nobody hears of the conflicts that those who heard of these have made: there are no further ones.
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
