import { now } from '../clock'
import { type Moment, momentAt } from '../response-record'
import { captureStack, type Stack } from '../stack'
import type { Budget } from './budget'

/** Of so many captured sends one is measured. */
const measuredOf = 7

/** Notes the moments of sends, and has them charged. Captures are made in between, by who is called: V8 takes time for each call more. */
export class SendCapture {
  readonly #budget: Budget
  #unmeasured = 0
  #start = 0

  constructor(budget: Budget) {
    this.#budget = budget
  }

  capture(constructorOpt: (...args: never[]) => unknown): Moment {
    this.begin()
    return this.end(captureStack(constructorOpt))
  }

  begin(): void {
    this.#start = now()
    this.#budget.reassessIfDue(this.#start)
  }

  /** The moment of the send that has begun, of which `stack` has just been captured; with `isFollowed`, its path is kept. */
  end(stack: Stack, isFollowed = false): Moment {
    const moment = momentAt(stack, this.#start)
    // What comes second may come when the path to this has long been given up.
    if (isFollowed) moment.hop?.pin()
    if (++this.#unmeasured === measuredOf) {
      this.#unmeasured = 0
      this.#budget.spendOnSends(now() - this.#start, measuredOf)
    }
    return moment
  }
}
