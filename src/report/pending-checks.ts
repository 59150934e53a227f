import { reportInternalError } from '../capture/internal-error'
import type { HeadersSentChecks } from '../detect/dropped/headers-sent-check'

/** Responses that wait to be looked at: more in one turn of the event loop are let go. */
const maxPending = 50

// Taken at load, so that a test's fake timers do not reach it.
const { setImmediate } = globalThis

/** Has responses examined that somebody looked at when they were sent, right after the application's own turn. */
export class PendingChecks {
  readonly #examine: (looks: HeadersSentChecks) => void
  readonly #waiting = new Set<HeadersSentChecks>()

  constructor(examine: (looks: HeadersSentChecks) => void) {
    this.#examine = examine
  }

  add(looks: HeadersSentChecks): void {
    if (this.#waiting.size >= maxPending) return
    this.#waiting.add(looks)
    if (this.#waiting.size === 1) setImmediate(() => this.flush())
  }

  flush(): void {
    const waiting = [...this.#waiting]
    this.#waiting.clear()
    for (const looks of waiting) {
      try {
        this.#examine(looks)
      } catch (failure) {
        reportInternalError(failure)
      }
    }
  }
}
