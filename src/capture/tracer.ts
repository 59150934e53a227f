import { executionAsyncId } from 'node:async_hooks'
import type { IncomingMessage, OutgoingMessage } from 'node:http'
import { ArmedRoutes } from './armed-routes'
import { Budget, type BudgetState } from './budget'
import { now } from './clock'
import { leaveContext } from './context'
import { Follower } from './follow'
import { Hop } from './hop'
import { type Moment, momentOf, type ResponseRecord } from './response-record'
import { routeKeyOf } from './route-key'
import { Trace } from './trace'

/** Who learns first sends from samples, when not every one can be captured. */
export interface Learner {
  /** Whether the first sends of a route are not known yet. */
  wants(key: string, status: string): boolean
  learn(key: string, status: string, moment: Moment): void
}

/** Sends looked at a second, to see whether they should be learned, once not every one is captured. */
const looks = 1000

/** Decides, within the budget, which requests are followed and which sends are captured, and does both. */
export class Tracer {
  readonly #budget: Budget
  readonly #follower = new Follower(cost => this.#budget.spendOnWay(cost))
  readonly #armed = new ArmedRoutes()
  readonly #learner: Learner
  #unlooked = 0

  /** @param percent the share of one core that tracing may take; `Infinity` for no limit. */
  constructor(percent: number, learner: Learner, onChange: (state: BudgetState) => void) {
    this.#learner = learner
    this.#budget = new Budget(percent, state => {
      if (state.level !== 'ways') this.#follower.switch(false)
      onChange(state)
    })
  }

  get budget(): BudgetState {
    return this.#budget.state
  }

  /** Begins a request, in whose asynchronous context this is called. */
  begin(record: ResponseRecord, request: IncomingMessage): void {
    const isTurn = this.#budget.request(record.begun)
    if (isTurn && this.#budget.level !== 'ways') this.#follower.switch(false)
    if (!this.#armed.isEmpty) record.isArmed = this.#armed.takes(routeKeyOf(request))

    const isFollowed = this.#budget.level === 'ways' || record.isArmed
    if (isFollowed) {
      this.#follower.switch(true)
      record.trace = new Trace()
    }
    // The context is the connection's, and may still be known as that of the request before.
    if (record.trace !== undefined) Hop.begin(record.trace).enter(executionAsyncId())
    else if (this.#follower.isOn) leaveContext(executionAsyncId())
  }

  /** Captures a send, if the budget allows; `head` is its status line. */
  captureSend(
    record: ResponseRecord,
    message: OutgoingMessage,
    head: unknown,
    below: (...args: never[]) => unknown,
  ): Moment | undefined {
    if (this.#budget.level !== 'samples' || record.isArmed) return this.#capture(below)
    // At a high rate even a look at each request would be felt.
    if (this.#unlooked-- > 0) return undefined
    this.#unlooked = Math.floor(this.#budget.rate / looks)
    this.#budget.turnIfDue(now())
    if (this.#budget.level !== 'samples') return this.#capture(below)

    const key = routeKeyOf((message as { req?: IncomingMessage }).req)
    const status = String(head).slice(9, 12)
    if (!this.#budget.maySend() || !this.#learner.wants(key, status)) return undefined
    const moment = this.#capture(below)
    this.#learner.learn(key, status, moment)
    return moment
  }

  /** Captures the head of an outgoing request, if the budget allows: it is counted as a request of its own. */
  captureOutgoing(
    record: ResponseRecord,
    keyOf: () => string,
    below: (...args: never[]) => unknown,
  ): Moment | undefined {
    this.#budget.request(record.begun)
    if (!this.#armed.isEmpty) record.isArmed = this.#armed.takes(keyOf())
    return this.#budget.level !== 'samples' || record.isArmed ? this.#capture(below) : undefined
  }

  /** Sees to it that the next requests of a route are traced exactly. */
  arm(key: string): void {
    if (this.#budget.level !== 'ways') this.#armed.arm(key)
  }

  stop(): void {
    this.#follower.switch(false)
  }

  #capture(below: (...args: never[]) => unknown): Moment {
    const start = now()
    this.#budget.turnIfDue(start)
    const moment = momentOf(below)
    this.#budget.spendOnSend(now() - start)
    return moment
  }
}
