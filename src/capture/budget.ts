import { performance } from 'node:perf_hooks'
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
/** Sends captured in a window once the budget is exceeded. */
const samples = 20
/** What a level may cost at most, of what is allowed, to be gone up to. */
const margin = 0.7
/** The part of the budget that is left to a process with no idle time: what tracing takes there, requests pay. */
const floor = 0.2

/**
 * Keeps the cost of tracing below a share of one core. It measures what captures cost, compares what each level would
 * cost at the present rate of requests with what is allowed, and changes the level at once when a window is overspent.
 */
export class Budget {
  readonly #share: number
  readonly #onChange: (state: BudgetState) => void
  readonly #waysCost = new Average(0.1)
  readonly #sendCost = new Average(0.01)
  #level: Level = 'ways'
  #since = now()
  #busySince = performance.eventLoopUtilization()
  #allowed: number
  #rate = 0
  #requests = 0
  #sends = 0
  #spentOnWays = 0
  #spentOnSends = 0
  #tracedRequests = 0

  /** @param percent the share of one core; `Infinity` for no limit. */
  constructor(percent: number, onChange: (state: BudgetState) => void = () => {}) {
    this.#share = percent / 100
    this.#allowed = this.#share
    this.#onChange = onChange
  }

  get level(): Level {
    return this.#level
  }

  get state(): BudgetState {
    const percent = (cost: Average) => Math.round(cost.value * this.#rate) / 10
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

  /** Thinks the level over when it is time to; requests that no server has parsed are seen by their sends alone. */
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
    this.#checkWindow()
  }

  /** Charges work that was followed: milliseconds. */
  spendOnWay(cost: number): void {
    this.#spentOnWays += cost
    this.#checkWindow()
  }

  #checkWindow(): void {
    if (this.#spentOnWays + this.#spentOnSends <= this.#share * window) return
    if (this.#level === 'samples') return
    this.#learnCosts()
    this.#change(this.#spentOnSends > this.#share * window ? 'samples' : 'sends')
  }

  #turn(time: number): void {
    const elapsed = time - this.#since
    this.#learnCosts()
    this.#rate = (this.#requests / elapsed) * 1000
    this.#allowed = this.#share * Math.max(floor, 1 - this.#busyPart())
    this.#change(this.#affordable())

    this.#since = time
    this.#requests = this.#sends = this.#tracedRequests = 0
    this.#spentOnWays = this.#spentOnSends = 0
  }

  #learnCosts(): void {
    if (this.#sends > 0) this.#sendCost.add(this.#spentOnSends / this.#sends)
    if (this.#level !== 'ways') this.#waysCost.forget()
    else if (this.#tracedRequests > 0) this.#waysCost.add(this.#spentOnWays / this.#tracedRequests)
  }

  #affordable(): Level {
    if (this.#share === Number.POSITIVE_INFINITY) return 'ways'
    const sends = (this.#sendCost.value * this.#rate) / 1000
    const ways = sends + (this.#waysCost.value * this.#rate) / 1000
    const limitOf = (level: Level) =>
      this.#allowed * (levels.indexOf(level) < levels.indexOf(this.#level) ? margin : 1)
    if (ways <= limitOf('ways')) return 'ways'
    return sends <= limitOf('sends') ? 'sends' : 'samples'
  }

  #busyPart(): number {
    const busy = performance.eventLoopUtilization()
    const part = performance.eventLoopUtilization(busy, this.#busySince).utilization
    this.#busySince = busy
    return part
  }

  #change(level: Level): void {
    if (level === this.#level) return
    this.#level = level
    this.#onChange(this.state)
  }
}

/** A moving average of milliseconds, which forgets slowly what it is not told again. */
class Average {
  value: number
  #isFirst = true

  constructor(assumed: number) {
    this.value = assumed
  }

  add(sample: number): void {
    this.value = this.#isFirst ? sample : this.value * 0.7 + sample * 0.3
    this.#isFirst = false
  }

  forget(): void {
    this.value *= 0.98
  }
}
