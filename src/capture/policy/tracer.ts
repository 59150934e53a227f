import { executionAsyncId } from 'node:async_hooks'
import { leaveContext } from '../async-context'
import { Follower } from '../async-follower'
import { applicationTime, now, Ticker } from '../clock'
import { FollowedResponses } from '../followed-responses'
import { hasFact, versionsWith } from '../node-versions'
import type { Undo } from '../patch'
import { placeLimits } from '../place-limits'
import { RequestStarts } from '../request-start'
import { beginRecord, type Moment, type ResponseRecord } from '../response-record'
import { captureStack, type Stack } from '../stack'
import type { Trace } from '../trace'
import { ArmedBugs, type Symptom } from './armed-bugs'
import { Budget } from './budget'
import type { Learner, Sent } from './learner'
import type { BudgetState } from './level'
import { routeKeyOf } from './route-key'
import { SendCapture } from './send-capture'
import { SendSampler } from './send-sampler'

/** Gets what a tracer has to say: of the budget, of each response that finishes while it is followed, and why none can be. */
interface TracerEvents {
  onChange(state: BudgetState): void
  onFinish(response: object): void
  onUnfollowable(reason: string): void
}

/** Decides, within the budget, which requests are followed and which sends are captured, and does both. */
export class Tracer {
  readonly #budget: Budget
  readonly #follower: Follower
  readonly #followed: FollowedResponses
  readonly #armed = new ArmedBugs()
  readonly #sends: SendCapture
  readonly #sampler: SendSampler
  readonly #events: TracerEvents
  readonly #isUnlimited: boolean
  readonly #ticker = new Ticker(() => this.#onTick())
  readonly #starts = new RequestStarts((request, response) => this.begin(request, response))
  #isOn = false
  #isSampling = false
  #canFollow = true
  #wasFollowing = true

  /** @param percent the share of one core that tracing may take; `Infinity` for no limit. */
  constructor(percent: number, learner: Learner, events: TracerEvents) {
    this.#isUnlimited = percent === Number.POSITIVE_INFINITY
    this.#events = events
    this.#budget = new Budget(percent, { onChange: state => this.#onChange(state) })
    this.#sends = new SendCapture(this.#budget)
    this.#sampler = new SendSampler(this.#budget, learner)
    this.#follower = new Follower({
      onHops: (milliseconds, count) => this.#budget.spendOnHops(milliseconds, count),
      onCalls: milliseconds => this.#onCalls(milliseconds),
    })
    this.#followed = new FollowedResponses(this.#follower, response => this.#events.onFinish(response))
  }

  get budget(): BudgetState {
    return this.#budget.state
  }

  /** Whether this traces. Wrappers that somebody has patched over stay when it has stopped, and do nothing. */
  get isOn(): boolean {
    return this.#isOn
  }

  /** Whether not every send is captured. */
  get isSampling(): boolean {
    return this.#isSampling
  }

  start(): Undo {
    this.#isOn = true
    if (!hasFact('catchableOverflowInHooks')) {
      const versions = versionsWith('catchableOverflowInHooks')
      this.#giveUpFollowing(
        `in Node ${process.versions.node} an async hook makes a stack overflow fatal that the application catches; Node ${versions} does not`,
      )
    }
    this.#watchStarts()
    return () => {
      this.#isOn = false
      this.#starts.switch(false)
      this.#ticker.switch(false)
      this.#followed.stop()
    }
  }

  /** Begins a request, in whose asynchronous context this is called, and its response's record, where it needs one. */
  begin(request: unknown, response: object): ResponseRecord | undefined {
    const isArmed = this.#takesArmed(request)
    if (!this.#isSampling) this.#budget.countRequest()
    const isRecorded = this.#isOn && (!this.#isSampling || isArmed || this.#armed.scout())
    const time = now()
    if (!this.#isSampling) this.#budget.reassessIfDue(time)
    const record = isRecorded ? beginRecord(response, applicationTime(time)) : undefined
    if (record !== undefined) {
      record.isArmed = isArmed
      record.noteRequest(request)
      if (this.#budget.isFollowing || isArmed) record.trace = this.#follow(response, isArmed, time)
    }
    // The context is the connection's, and may still be known as that of the request before.
    if (record?.trace === undefined && !this.#followed.isEmpty) leaveContext(executionAsyncId())
    this.#watchStarts()
    return record
  }

  /** Whether the next send of a response without a record is passed over: at a high rate even an inspection would be felt. */
  isSendSkipped(): boolean {
    if (!this.#isOn) return true
    if (!this.#isSampling) return false
    this.#budget.countRequest()
    return this.#sampler.skip() && this.#armed.isEmpty
  }

  /** Whether the ends of responses without a record are passed over now. */
  get areEndsSkipped(): boolean {
    return !this.#isOn || !this.#isSampling || this.#sampler.isSkipping
  }

  /**
   * Captures a send, if the budget allows.
   *
   * @param record of the response, where it has one: it needs none to be learned from.
   * @param sent what is sent, from whom the response is for and with which head or status.
   */
  captureSend(
    record: ResponseRecord | undefined,
    sent: Sent,
    constructorOpt: (...args: never[]) => unknown,
  ): Moment | undefined {
    if (this.beginSend(record)) return this.endSend(record, captureStack(constructorOpt))
    return this.#isOn ? this.#sampler.sample(sent, constructorOpt) : undefined
  }

  /** Whether each send is captured, or those of this record's response: then the caller captures the stack, and `endSend` takes it. */
  beginSend(record: ResponseRecord | undefined): boolean {
    if (!this.#isOn || (this.#isSampling && record?.isArmed !== true)) return false
    this.#sends.begin()
    return true
  }

  endSend(record: ResponseRecord | undefined, stack: Stack): Moment {
    return this.#sends.end(stack, record?.trace !== undefined)
  }

  /** Captures the head of an outgoing request, if the budget allows: it is counted as a request of its own. */
  captureOutgoing(keyOf: () => string, constructorOpt: (...args: never[]) => unknown): Moment | undefined {
    if (!this.#isOn) return undefined
    this.#budget.countRequest()
    const isArmed = !this.#armed.isEmpty && this.#armed.takeCapture(keyOf())
    return !this.#isSampling || isArmed ? this.#sends.capture(constructorOpt) : undefined
  }

  /** Inspects what happens to a response that has been sent, while every send is captured; `undefined` where not. */
  captureWithinBudget<Seen>(record: ResponseRecord, see: () => Seen): Seen | undefined {
    if (!this.#isOn || (this.#isSampling && !record.isArmed)) return undefined
    const start = now()
    const seen = see()
    this.#budget.spendOnSends(now() - start, 1)
    return seen
  }

  /** Runs what is not the application's work, though it runs inside of it. */
  runUnfollowed(run: () => void): void {
    this.#follower.runUnfollowed(run)
  }

  /** Charges work that others do for a conflict: milliseconds of CPU. */
  charge(milliseconds: number): void {
    this.#budget.conflicts.charge(milliseconds)
  }

  /** Whether work for a conflict that takes so long, in milliseconds of CPU, fits into what is saved up now. */
  canAfford(milliseconds: number): boolean {
    return this.#budget.conflicts.canAfford(milliseconds)
  }

  /** Sees to it that the next few requests are traced exactly, before it is known which bug there was. */
  armAtOnce(): void {
    if (this.#budget.level === 'paths') return
    this.#armed.armAtOnce(now())
    this.#watchStarts()
  }

  /**
   * Sees to it that the next requests with which a bug may come are traced exactly.
   *
   * @param bug the same for each conflict of that bug, and chosen by no client.
   */
  arm(bug: string, symptom: Symptom): void {
    if (this.#budget.level === 'paths') return
    this.#armed.arm(bug, symptom, now())
    this.#watchStarts()
  }

  // While sends are sampled, a record is made where there is something to remember: not at the start of each request.
  #watchStarts(): void {
    this.#starts.switch(this.#isOn && (!this.#isSampling || !this.#armed.isEmpty))
  }

  #takesArmed(request: unknown): boolean {
    return !this.#armed.isEmpty && (this.#armed.takeCapture(routeKeyOf(request)) || this.#armed.takeAtOnce())
  }

  #follow(response: object, isArmed: boolean, time: number): Trace | undefined {
    if (!this.#canFollow || !this.#budget.mayFollow) return undefined
    try {
      this.#follower.runUnfollowed(() => this.#ticker.switch(true))
      const areLimited = this.#budget.level === 'limited-promises' && !isArmed
      const limits = areLimited ? placeLimits.limitedPromises : placeLimits.paths
      return this.#followed.begin(response, this.#isUnlimited ? placeLimits.none : limits, time)
    } catch (error) {
      this.#giveUpFollowing(`async hooks are not available (${(error as Error).message})`)
      return undefined
    }
  }

  #giveUpFollowing(reason: string): void {
    if (!this.#canFollow) return
    this.#canFollow = false
    this.#budget.limitTo('sends')
    this.#events.onUnfollowable(reason)
  }

  #onChange(state: BudgetState): void {
    const isGivenUp = this.#wasFollowing && !this.#budget.isFollowing
    this.#wasFollowing = this.#budget.isFollowing
    this.#isSampling = state.level === 'samples'
    if (isGivenUp) this.#followed.interrupt()
    if (this.#isSampling) this.#follower.runUnfollowed(() => this.#ticker.switch(true))
    this.#watchStarts()
    this.#events.onChange(state)
  }

  // Work that never lets go of the thread leaves no other occasion to see what it costs.
  #onCalls(milliseconds: number): void {
    this.#budget.spendOnCalls(milliseconds)
    this.#budget.reassessIfDue(now())
    if (!this.#budget.mayFollow) this.#followed.interrupt()
  }

  #onTick(): void {
    const time = now()
    this.#budget.reassessIfDue(time)
    this.#followed.sweep(time)
    this.#ticker.switch(this.#isSampling || !this.#followed.isEmpty)
  }
}
