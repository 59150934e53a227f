import { AsyncLocalStorage } from 'node:async_hooks'
import { failed } from '../capture/failure'
import type { RawConflict } from '../detect/raw-conflict'
import { listen } from './listen'

/** Conflicts that wait to be examined: more in one turn of the event loop are only counted. */
const most = 200

// Taken at load, so that a test's fake timers do not reach it.
const { setImmediate } = globalThis

/** A conflict, and what runs a function in the asynchronous context that it happened in. */
interface Waiting {
  readonly raw: RawConflict
  inItsContext(examine: () => void): void
}

/**
 * Examines conflicts right after the application's own turn, and those that are left when the process ends, by a crash
 * too; each in its own asynchronous context, which whoever hears of it may want to know. It listens to nothing until there is a conflict.
 */
export class Pending {
  readonly #examine: (raw: RawConflict) => void
  readonly #atEnd: () => void
  readonly #waiting: Waiting[] = []
  #isListening = false
  /** Conflicts that came faster than they could be examined. */
  unexamined = 0

  constructor(examine: (raw: RawConflict) => void, atEnd: () => void) {
    this.#examine = examine
    this.#atEnd = atEnd
  }

  add(raw: RawConflict): void {
    if (!this.#isListening) {
      this.#isListening = true
      listen('exit', this.#onExit)
      // What is told of a crash may end the process in ways of its own, without an `exit`.
      listen('uncaughtExceptionMonitor', this.#onCrash)
    }
    if (this.#waiting.length >= most) {
      this.unexamined++
      return
    }
    this.#waiting.push({ raw, inItsContext: AsyncLocalStorage.snapshot() })
    if (this.#waiting.length === 1) this.#schedule()
  }

  flush(): void {
    // One at a time, as whoever hears of a conflict may end the process; and no more than there were, as he may make new ones.
    for (let left = this.#waiting.length; left > 0; left--) {
      const next = this.#waiting.shift()
      try {
        next?.inItsContext(() => this.#examine(next.raw))
      } catch (failure) {
        failed(failure)
      }
    }
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
    this.flush()
    try {
      this.#atEnd()
    } catch (failure) {
      failed(failure)
    }
  }

  readonly #onExit = () => this.stop()
  readonly #onCrash = () => this.flush()
}
