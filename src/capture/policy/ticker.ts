import { AsyncResource } from 'node:async_hooks'
import { clearInterval, setInterval } from 'node:timers'

/** Milliseconds between two turns. */
const period = 200

/** Lets the budget think again by the clock, while requests are too many to look at one each time. */
export class Ticker {
  readonly #onTurn: () => void
  // A timer keeps the `AsyncLocalStorage` of whoever sets it: that must not be the request that spent the budget.
  readonly #scope = new AsyncResource('headers-trace')
  #timer: NodeJS.Timeout | undefined

  constructor(onTurn: () => void) {
    this.#onTurn = onTurn
  }

  switch(on: boolean): void {
    if (on === (this.#timer !== undefined)) return
    clearInterval(this.#timer)
    this.#timer = on ? this.#scope.runInAsyncScope(() => setInterval(this.#onTurn, period)) : undefined
    // It keeps no process alive.
    this.#timer?.unref()
  }
}
