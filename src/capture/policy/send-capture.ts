import { now } from '../clock'
import { type Moment, momentOf } from '../response-record'
import type { Budget } from './budget'

/** Of so many captured sends one is measured. */
const measuredOf = 7

/** Captures sends, and has them charged. */
export class SendCapture {
  readonly #budget: Budget
  #unmeasured = 0

  constructor(budget: Budget) {
    this.#budget = budget
  }

  capture(constructorOpt: (...args: never[]) => unknown): Moment {
    const time = now()
    this.#budget.reassessIfDue(time)
    const moment = momentOf(constructorOpt, time)
    if (++this.#unmeasured === measuredOf) {
      this.#unmeasured = 0
      this.#budget.spendOnSends(now() - time, measuredOf)
    }
    return moment
  }
}
