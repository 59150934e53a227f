import { failed } from '../capture/failure'
import type { LateLooks } from '../detect/late-look'

/** Responses that wait to be looked at: more in one turn of the event loop are let go. */
const most = 50

// Taken at load, so that a test's fake timers do not reach it.
const { setImmediate } = globalThis

/** Has responses examined that somebody looked at when they were sent, right after the application's own turn. */
export class Suspicions {
  readonly #examine: (looks: LateLooks) => void
  readonly #waiting = new Set<LateLooks>()

  constructor(examine: (looks: LateLooks) => void) {
    this.#examine = examine
  }

  add(looks: LateLooks): void {
    if (this.#waiting.size >= most) return
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
        failed(failure)
      }
    }
  }
}
