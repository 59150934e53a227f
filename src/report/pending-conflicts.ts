import { AsyncLocalStorage } from 'node:async_hooks'
import { reportInternalError } from '../capture/internal-error'
import type { RawConflict } from '../detect/raw-conflict'
import { listen } from './process-listener'

/** Conflicts that wait to be examined: more in one turn of the event loop are only counted. */
const maxPending = 200

// Taken at load, so that a test's fake timers do not reach it.
const { setImmediate } = globalThis

/** Gets a conflict, and whether a listener made it that was called with another one. */
export type Examine = (raw: RawConflict, isEcho: boolean) => void

/** A conflict, and what runs a function in the asynchronous context that it happened in. */
interface Waiting {
  readonly raw: RawConflict
  readonly isEcho: boolean
  inItsContext(examine: () => void): void
}

/**
 * Examines conflicts right after the application's own turn, and those that are left when the process ends, by a crash
 * too; each in its own asynchronous context, which its listeners may want to know. It listens to nothing until there is a conflict.
 */
export class PendingConflicts {
  readonly #examine: Examine
  readonly #atEnd: () => void
  readonly #waiting: Waiting[] = []
  #isListening = false
  #isExamining = false
  /** Conflicts that came faster than they could be examined. */
  unexamined = 0

  constructor(examine: Examine, atEnd: () => void) {
    this.#examine = examine
    this.#atEnd = atEnd
  }

  add(raw: RawConflict): void {
    if (!this.#isListening) {
      this.#isListening = true
      listen('exit', this.#onExit)
      // A handler of the crash may end the process by itself, without an `exit`.
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
    // A listener may ask for all conflicts that there are: they come when it has got this one.
    if (this.#isExamining) return
    this.#isExamining = true
    // One at a time, as a listener may end the process; and no more than there were, as it may make new ones.
    for (let left = this.#waiting.length; left > 0; left--) {
      const next = this.#waiting.shift()
      try {
        next?.inItsContext(() => this.#examine(next.raw, next.isEcho))
      } catch (failure) {
        reportInternalError(failure)
      }
    }
    this.#isExamining = false
    if (this.#waiting.length > 0) this.#schedule()
  }

  #schedule(): void {
    // An immediate that is unreferenced waits, in an idle process, for whatever happens next.
    setImmediate(() => this.flush())
  }

  /** Examines what is left, says the last word and listens no more. */
  stop(): void {
    process.removeListener('exit', this.#onExit)
    process.removeListener('uncaughtExceptionMonitor', this.#onCrash)
    this.#isListening = false
    // A listener may end the process while a conflict is being examined.
    this.#isExamining = false
    this.flush()
    // Listeners do not get the conflicts that listeners have made: there are no further ones.
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
