import { executionAsyncId } from 'node:async_hooks'
import type { OutgoingMessage } from 'node:http'
import { leaveContext } from '../async-context'
import { Follower } from '../async-follower'
import { AsyncHop } from '../async-hop'
import { applicationTime, now, Ticker } from '../clock'
import type { Undo } from '../patch'
import { RequestStarts } from '../request-start'
import { beginRecord, type Moment, momentOf, type ResponseRecord, requestOf } from '../response-record'
import { Trace } from '../trace'
import { ArmedRoutes } from './armed-routes'
import { Budget, type BudgetState } from './budget'
import { routeKeyOf } from './route-key'

/** Who learns first sends from samples, when not every one can be captured. */
export interface Learner {
  /** Whether the first sends of a route are not known yet. */
  wants(key: string, status: string): boolean
  learn(key: string, status: string, moment: Moment): void
}

/** Sends looked at a second, to see whether they should be learned, once not every one is captured. */
const maxExaminedSends = 1000

/** Decides, within the budget, which requests are followed and which sends are captured, and does both. */
export class Tracer {
  readonly #budget: Budget
  readonly #follower = new Follower(cost => this.#budget.spendOnPath(cost))
  readonly #armed = new ArmedRoutes()
  readonly #learner: Learner
  readonly #turns = new Ticker(() => this.#turnIfDue(now()))
  readonly #starts = new RequestStarts((request, response) => this.begin(request, response))
  #isSampling = false
  #unlooked = 0

  /** @param percent the share of one core that tracing may take; `Infinity` for no limit. */
  constructor(percent: number, learner: Learner, onChange: (state: BudgetState) => void) {
    this.#learner = learner
    this.#budget = new Budget(percent, state => {
      this.#isSampling = state.level === 'samples'
      if (!this.#budget.isFollowing) this.#follower.switch(false)
      this.#turns.switch(this.#isSampling)
      this.#watchStarts()
      onChange(state)
    })
  }

  get budget(): BudgetState {
    return this.#budget.state
  }

  start(): Undo {
    this.#watchStarts()
    return () => {
      this.#starts.switch(false)
      this.#turns.switch(false)
      this.#follower.switch(false)
    }
  }

  // While sends are sampled, a record is made where there is something to remember: not at the start of each request.
  #watchStarts(): void {
    this.#starts.switch(!this.#isSampling || !this.#armed.isEmpty)
  }

  /** Begins a request, in whose asynchronous context this is called, and its response's record, where it needs one. */
  begin(request: unknown, response: object): ResponseRecord | undefined {
    const isArmed = !this.#armed.isEmpty && this.#armed.takeCapture(routeKeyOf(request))
    if (!this.#isSampling) this.#budget.countRequest()
    else if (!isArmed) {
      this.#watchStarts()
      if (this.#follower.isOn) leaveContext(executionAsyncId())
      return undefined
    }

    const record = beginRecord(response, applicationTime())
    record.isArmed = isArmed
    this.#turnIfDue(now())
    const isFollowed = this.#budget.isFollowing || isArmed
    if (isFollowed) {
      this.#follower.switch(true)
      record.trace = new Trace(this.#budget.level === 'limited-promises' && !isArmed)
    }
    // The context is the connection's, and may still be known as that of the request before.
    if (record.trace !== undefined) AsyncHop.begin(record.trace).enter(executionAsyncId())
    else if (this.#follower.isOn) leaveContext(executionAsyncId())
    return record
  }

  /** Whether the next send of a response without a record is not even looked at: at a high rate each look would be felt. */
  isSendSkipped(): boolean {
    if (!this.#isSampling) return false
    this.#budget.countRequest()
    return this.#unlooked-- > 0 && this.#armed.isEmpty
  }

  /** Captures a send, if the budget allows; `head` is its status line. */
  captureSend(
    record: ResponseRecord,
    message: OutgoingMessage,
    head: unknown,
    constructorOpt: (...args: never[]) => unknown,
  ): Moment | undefined {
    if (!this.#isSampling || record.isArmed) return this.#capture(constructorOpt)
    this.#unlooked = Math.floor(this.#budget.rate / maxExaminedSends)
    const key = routeKeyOf(requestOf(message))
    const status = String(head).slice(9, 12)
    if (!this.#budget.mayCaptureSend() || !this.#learner.wants(key, status)) return undefined
    const moment = this.#capture(constructorOpt)
    this.#learner.learn(key, status, moment)
    return moment
  }

  /** Captures the head of an outgoing request, if the budget allows: it is counted as a request of its own. */
  captureOutgoing(keyOf: () => string, constructorOpt: (...args: never[]) => unknown): Moment | undefined {
    this.#budget.countRequest()
    const isArmed = !this.#armed.isEmpty && this.#armed.takeCapture(keyOf())
    return !this.#isSampling || isArmed ? this.#capture(constructorOpt) : undefined
  }

  /** Looks at what happens to a response that has been sent, while every send is captured; `undefined` where not. */
  captureWithinBudget<Seen>(record: ResponseRecord, see: () => Seen): Seen | undefined {
    if (this.#isSampling && !record.isArmed) return undefined
    const start = now()
    const seen = see()
    this.#budget.spendOnSend(now() - start)
    return seen
  }

  /** Charges work that others do for a conflict: milliseconds of CPU. */
  charge(milliseconds: number): void {
    this.#budget.charge(milliseconds)
  }

  /** Whether work that takes so long, in milliseconds of CPU, fits into what is saved up now. */
  canAfford(milliseconds: number): boolean {
    return this.#budget.canAfford(milliseconds)
  }

  /** Sees to it that the next requests of a route are traced exactly. */
  arm(key: string): void {
    if (this.#budget.level === 'paths') return
    this.#armed.arm(key, now())
    this.#watchStarts()
  }

  #turnIfDue(time: number): void {
    // What armed requests have switched on is switched off here, unless it is affordable again.
    if (this.#budget.reassessIfDue(time) && !this.#budget.isFollowing) this.#follower.switch(false)
  }

  #capture(constructorOpt: (...args: never[]) => unknown): Moment {
    const start = now()
    this.#turnIfDue(start)
    const moment = momentOf(constructorOpt)
    this.#budget.spendOnSend(now() - start)
    return moment
  }
}
