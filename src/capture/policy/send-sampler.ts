import { now } from '../clock'
import { type Moment, momentOf } from '../response-record'
import type { Budget } from './budget'
import { type Learner, responseKindOf, type Sent } from './learner'

/** Sends examined a second, to see whether they should be learned. */
const maxExaminedSends = 1000

/** Captures a few sends to be learned from, while not every one can be captured. */
export class SendSampler {
  readonly #budget: Budget
  readonly #learner: Learner
  #unexamined = 0

  constructor(budget: Budget, learner: Learner) {
    this.#budget = budget
    this.#learner = learner
  }

  /** Whether the next send is passed over: at a high rate even an inspection would be felt. */
  get isSkipping(): boolean {
    return this.#unexamined > 0
  }

  /** Passes over one send. */
  skip(): boolean {
    return this.#unexamined > 0 && this.#unexamined-- > 0
  }

  /** Captures a send, if it is not known how such are sent and the budget allows. */
  sample(sent: Sent, constructorOpt: (...args: never[]) => unknown): Moment | undefined {
    this.#unexamined = Math.floor(this.#budget.rate / maxExaminedSends)
    if (!this.#budget.maySample) return undefined
    const kind = responseKindOf(sent)
    if (!this.#learner.wants(sent.part, kind)) return undefined
    const start = now()
    const moment = momentOf(constructorOpt)
    this.#learner.learn(sent.part, kind, moment)
    this.#budget.spendOnSample(now() - start)
    return moment
  }
}
