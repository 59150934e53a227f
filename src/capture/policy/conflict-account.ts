/** The part of the budget that conflicts may take from tracing. */
const share = 0.5
/** Milliseconds for which what they do not take is saved up. */
const maxSavedTime = 5000
/** How much of what a window has cost is believed. */
const weight = 0.2

/**
 * What is done for conflicts (an inspection, a source map that is read, a report). It is paid for by and by, and lowers no level at
 * once: what follows a conflict must not be less exact for it. All costs are milliseconds of CPU.
 */
export class ConflictAccount {
  /** What is paid in, in a millisecond. */
  readonly #income: number
  #saved: number
  #spent = 0
  #lately = 0

  /** @param budget the share of one core that tracing may take, from 0. */
  constructor(budget: number) {
    this.#income = share * budget
    this.#saved = this.#income * maxSavedTime
  }

  charge(cost: number): void {
    this.#spent += cost
    this.#saved -= cost
  }

  canAfford(cost: number): boolean {
    return cost <= this.#saved
  }

  /** Ends a window of `elapsed` milliseconds. Gives the share of one core that tracing has to do without. */
  settle(elapsed: number): number {
    this.#lately += weight * (this.#spent / elapsed - this.#lately)
    this.#spent = 0
    const most = this.#income * maxSavedTime
    this.#saved = Math.min(most, Math.max(-most, this.#saved) + this.#income * elapsed)
    return Math.min(this.#income, this.#lately)
  }
}
