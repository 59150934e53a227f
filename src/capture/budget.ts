import { BusyTime } from './busy-time'
import { now } from './clock'

/**
 * What the budget allows, from most to least: each response's sends and the whole way to them; the sends alone; a few
 * sends, from which the others are learned.
 */
export type Level = 'ways' | 'sends' | 'samples'

const levels: readonly Level[] = ['ways', 'sends', 'samples']

/** What a change of level tells, on the channel `headers-trace:budget`. */
export interface BudgetState {
  readonly level: Level
  /** Requests a second, in the last window. */
  readonly rate: number
  /** Percent of one core that each level would take at that rate, as far as it is known. */
  readonly cost: { readonly ways: number; readonly sends: number }
  /** Percent of one core that tracing may take now: the budget, less where the process is busy. */
  readonly allowed: number
}

/** Milliseconds after which the level is thought over. */
const window = 200
/** Milliseconds for which what is not spent is saved up. */
const savings = 1000
/** Sends captured in a window once the budget is exceeded. */
const samples = 20
/** What a level may cost at most, of what is allowed, to be gone up to. */
const margin = 0.7
/** The part of the budget that is left to a process with no idle time: what tracing takes there, requests pay. */
const floor = 0.2
/** Milliseconds until ways are tried again where they were too dear: at first, and at most. */
const patience = { first: 2000, most: 60_000 }

/**
 * Keeps the cost of tracing below a share of one core. It measures what captures cost, and compares what each level would
 * cost at the present rate of requests with what is allowed. What is allowed and not spent is saved up for a moment, and
 * when more has been spent than was there, the level goes down at once. (A token bucket, as networks shape traffic.)
 */
export class Budget {
  readonly #share: number
  readonly #onChange: (state: BudgetState) => void
  readonly #busy: Pick<BusyTime, 'share'>
  readonly #waysCost = new Estimate(0.1)
  readonly #sendCost = new Estimate(0.01)
  #level: Level = 'ways'
  #since: number
  #allowed: number
  #saved: number
  #rate = 0
  #requests = 0
  #sends = 0
  #spentOnWays = 0
  #spentOnSends = 0
  #tracedRequests = 0
  #patience = patience.first
  #triedAgain = 0

  /**
   * @param percent the share of one core; `Infinity` for no limit.
   * @param busy how busy the process has been since it was last asked.
   * @param begun milliseconds, on the clock of the times that the budget is told of.
   */
  constructor(
    percent: number,
    onChange: (state: BudgetState) => void = () => {},
    busy: Pick<BusyTime, 'share'> = new BusyTime(),
    begun = now(),
  ) {
    this.#share = percent / 100
    this.#allowed = this.#share
    this.#saved = this.#share * window
    this.#onChange = onChange
    this.#busy = busy
    this.#since = begun
  }

  get level(): Level {
    return this.#level
  }

  get state(): BudgetState {
    const percent = (cost: Estimate) => Math.round(cost.value * this.#rate) / 10
    return {
      level: this.#level,
      rate: Math.round(this.#rate),
      cost: { ways: percent(this.#waysCost), sends: percent(this.#sendCost) },
      allowed: Math.round(this.#allowed * 1000) / 10,
    }
  }

  /** Requests a second, in the last window. */
  get rate(): number {
    return this.#rate
  }

  /** Counts a request that begins. */
  countRequest(): void {
    this.#requests++
    if (this.#level === 'ways') this.#tracedRequests++
  }

  /** Thinks the level over when it is time to; tells whether it was. */
  turnIfDue(time: number): boolean {
    const isDue = time - this.#since >= window
    if (isDue) this.#turn(time)
    return isDue
  }

  /** Whether a send may be captured now. */
  maySend(): boolean {
    return this.#level !== 'samples' || this.#sends < samples
  }

  /** Charges a captured send: milliseconds. */
  spendOnSend(cost: number): void {
    this.#sends++
    this.#spentOnSends += cost
    this.#pay(cost)
  }

  /** Charges work that was followed: milliseconds. */
  spendOnWay(cost: number): void {
    this.#spentOnWays += cost
    this.#pay(cost)
  }

  #pay(cost: number): void {
    this.#saved -= cost
    if (this.#saved >= 0 || this.#level === 'samples') return
    if (this.#level === 'ways') this.#change('sends')
    // Sends alone may be affordable, and are worth a debt of one window.
    else if (-this.#saved > this.#allowed * window) this.#change('samples')
  }

  #turn(time: number): void {
    const elapsed = time - this.#since
    this.#since = time
    if (this.#sends > 0) this.#sendCost.learn(this.#spentOnSends / this.#sends)
    if (this.#tracedRequests > 0) this.#waysCost.learn(this.#spentOnWays / this.#tracedRequests)
    this.#rate = (this.#requests / elapsed) * 1000
    // Up to half of a core the application does not feel it.
    this.#allowed = this.#share * Math.min(1, Math.max(floor, 2 * (1 - this.#busy.share())))
    this.#saved = Math.min(this.#allowed * savings, this.#saved + this.#allowed * elapsed)
    this.#requests = this.#sends = this.#tracedRequests = 0
    this.#spentOnWays = this.#spentOnSends = 0
    this.#change(this.#affordable(time))
  }

  #affordable(time: number): Level {
    const sends = (this.#sendCost.value * this.#rate) / 1000
    const ways = sends + (this.#waysCost.value * this.#rate) / 1000
    const fits = (level: Level, cost: number) =>
      cost <= this.#allowed * (levels.indexOf(level) < levels.indexOf(this.#level) ? margin : 1)
    if (fits('ways', ways)) {
      if (this.#level === 'ways') this.#patience = patience.first
      return 'ways'
    }
    if (!fits('sends', sends)) return 'samples'
    return this.#triesAgain(time) ? 'ways' : 'sends'
  }

  // What ways cost is known only while they are followed, and may have become less.
  #triesAgain(time: number): boolean {
    if (this.#level === 'ways') this.#triedAgain = time
    if (time - this.#triedAgain < this.#patience) return false
    this.#triedAgain = time
    this.#patience = Math.min(patience.most, this.#patience * 2)
    this.#saved = Math.min(this.#saved, this.#allowed * window)
    return true
  }

  #change(level: Level): void {
    if (level === this.#level) return
    this.#level = level
    this.#onChange(this.state)
  }
}

/** What something costs, in milliseconds: more is believed sooner than less. */
class Estimate {
  value: number
  #isAssumed = true

  constructor(assumed: number) {
    this.value = assumed
  }

  learn(sample: number): void {
    const weight = this.#isAssumed ? 1 : sample > this.value ? 0.5 : 0.3
    this.value += weight * (sample - this.value)
    this.#isAssumed = false
  }
}
