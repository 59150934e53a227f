import { BusyTime, now } from '../clock'
import { ConflictAccount } from './conflict-account'
import { Expense, Price } from './expense'
import {
  type BudgetState,
  isAbove,
  type Level,
  levelAbove,
  levelBelow,
  levelCount,
  levelsAbove,
} from './level'

/** Milliseconds after which the level is decided again. */
const windowLength = 200
/** Milliseconds for which what is not spent is saved up. */
const maxSavedTime = 1000
/** Sends captured in a window once the budget is exceeded. */
const maxSamples = 20
/** Requests a second that are reckoned with where fewer come. */
const minRate = 1
/** What a level may cost at most, of what is allowed, to be gone up to. */
const headroom = 0.7
/** The part of the budget that is left to a process with no idle time: what tracing takes there, requests pay. */
const minShareWhenBusy = 0.2
/** The share of the time that hooks may take for the work of others where they are on for armed requests alone. */
const maxShareOfCalls = 0.05
/** Milliseconds until a higher level is tried again where it was too expensive: at first, and at most. */
const patience = { first: 2000, max: 60_000 }

/** What the budget gets beside its share. */
export interface Circumstances {
  readonly onChange?: (state: BudgetState) => void
  /** The highest level that this Node allows. */
  readonly highest?: Level
  /** How busy the process has been since it was last asked, from 0 to 1. */
  readonly busy?: Pick<BusyTime, 'share'>
  /** Milliseconds, on the clock of the times that the budget is given. */
  readonly begun?: number
}

/**
 * Keeps the cost of tracing below a share of one core. It measures what captures cost, and compares what each level would
 * cost at the present rate of requests with what is allowed. What is allowed and not spent is saved up for a moment, and
 * when more has been spent than was there, the level goes down at once. (A token bucket, as networks shape traffic.)
 *
 * All costs are milliseconds of CPU: for a request, or for a single operation where it is charged.
 */
export class Budget {
  readonly #share: number
  readonly #onChange: (state: BudgetState) => void
  readonly #busy: Pick<BusyTime, 'share'>
  readonly #conflicts: ConflictAccount
  readonly #prices = { send: new Price(0.02), sample: new Price(0.05), hop: new Price(0.02) }
  readonly #expenses = {
    paths: new Expense(0.1),
    'limited-promises': new Expense(0.05),
    sends: new Expense(0.01),
  }
  readonly #requests = { all: 0, paths: 0, 'limited-promises': 0, sends: 0 }
  #highest: Level
  #level: Level
  #since: number
  #allowed: number
  #saved: number
  #spentOnCalls = 0
  #rate = 0
  #samples = 0
  #patience = patience.first
  #triedAgain = 0
  #hasFallen = false

  /** @param percent the share of one core; `Infinity` for no limit. */
  constructor(percent: number, circumstances: Circumstances = {}) {
    const { onChange = () => {}, highest = 'paths', busy = new BusyTime(), begun = now() } = circumstances
    this.#share = percent / 100
    this.#allowed = this.#share
    this.#saved = this.#share * maxSavedTime
    this.#conflicts = new ConflictAccount(this.#share)
    this.#onChange = onChange
    this.#busy = busy
    this.#since = begun
    this.#highest = highest
    this.#level = highest
  }

  get level(): Level {
    return this.#level
  }

  get state(): BudgetState {
    const { sends, ...followed } = this.#shares(this.#rate)
    const percent = (share: number) => Math.round(share * 1000) / 10
    return {
      level: this.#level,
      rate: Math.round(this.#rate),
      cost: {
        paths: percent(followed.paths),
        'limited-promises': percent(followed['limited-promises']),
        sends: percent(sends),
      },
      allowed: percent(this.#allowed),
    }
  }

  /** Requests a second, in the last window. */
  get rate(): number {
    return this.#rate
  }

  /** Whether the paths of requests are followed now, in whole or with limited promises. */
  get isFollowing(): boolean {
    return this.#level === 'paths' || this.#level === 'limited-promises'
  }

  /** Whether hooks may be on now. Where they are on for armed requests alone, they must not take much from all others. */
  get mayFollow(): boolean {
    return this.isFollowing || this.#spentOnCalls < Math.max(this.#allowed, maxShareOfCalls) * windowLength
  }

  /** Limits the level from now on to what turned out to be possible. */
  limitTo(level: Level): void {
    this.#highest = level
    if (isAbove(this.#level, level)) this.#change(level)
  }

  /** Counts a request that begins. */
  countRequest(): void {
    this.#requests.all++
    if (this.#level === 'samples') return
    this.#requests.sends++
    if (this.#level !== 'sends') this.#requests[this.#level]++
  }

  /** Decides the level again when it is time to. */
  reassessIfDue(time: number): void {
    if (time - this.#since >= windowLength) this.#reassess(time)
  }

  /** Whether one more send may be captured to be learned from. */
  get maySample(): boolean {
    return this.#samples < maxSamples
  }

  /** Charges captured sends, or other inspections of responses, of which one was measured: milliseconds by the wall clock. */
  spendOnSends(measured: number, count: number): void {
    const cost = this.#prices.send.count(measured) + (count - 1) * this.#prices.send.known
    if (this.#level !== 'samples') this.#expenses.sends.spent += cost
    this.#pay(cost)
  }

  /** Charges a send that was captured to be learned from: milliseconds by the wall clock. */
  spendOnSample(measured: number): void {
    this.#samples++
    this.#pay(this.#prices.sample.count(measured))
  }

  /** Charges steps of followed work, of which one was measured: milliseconds by the wall clock. */
  spendOnHops(measured: number, count: number): void {
    const cost = this.#prices.hop.count(measured)
    this.#spendOnFollowing(cost + (count - 1) * this.#prices.hop.known)
  }

  /** Charges calls of hooks, for the work of any request: milliseconds. */
  spendOnCalls(cost: number): void {
    this.#spentOnCalls += cost
    this.#spendOnFollowing(cost)
  }

  /** What is done for conflicts. */
  get conflicts(): Pick<ConflictAccount, 'charge' | 'canAfford'> {
    return this.#conflicts
  }

  #spendOnFollowing(cost: number): void {
    if (this.#level === 'paths' || this.#level === 'limited-promises')
      this.#expenses[this.#level].spent += cost
    this.#pay(cost)
  }

  // What is cheaper may be affordable, and is worth a debt of one window more.
  #pay(cost: number): void {
    // Armed requests are traced whatever they cost; what they overspend is forgotten, so that it ends with the load.
    this.#saved = Math.max(this.#saved - cost, -levelCount * this.#allowed * windowLength)
    const debt = this.#level === 'paths' ? 0 : levelsAbove(this.#level) * this.#allowed * windowLength
    if (this.#saved >= -debt || this.#level === 'samples') return
    this.#hasFallen = true
    this.#change(levelBelow(this.#level))
  }

  #reassess(time: number): void {
    const elapsed = time - this.#since
    this.#since = time
    this.#learn(elapsed)
    // Up to half of a core the application does not feel it.
    const unfelt = Math.min(1, Math.max(minShareWhenBusy, 2 * (1 - this.#busy.share())))
    this.#allowed = unfelt * (this.#share - this.#conflicts.settle(elapsed))
    this.#spentOnCalls = 0
    this.#saved = Math.min(this.#allowed * maxSavedTime, this.#saved + this.#allowed * elapsed)
    this.#change(this.#affordable(time))
  }

  #learn(elapsed: number): void {
    this.#rate = (this.#requests.all / elapsed) * 1000
    for (const level of ['paths', 'limited-promises', 'sends'] as const) {
      // What a level costs is known only while it lasts.
      const lasted = level === 'sends' ? this.#level !== 'samples' : level === this.#level
      if (lasted || this.#requests[level] > 0) this.#expenses[level].learn(this.#requests[level], elapsed)
      this.#requests[level] = 0
    }
    this.#requests.all = 0
    this.#samples = 0
  }

  #shares(rate: number): Record<Exclude<Level, 'samples'>, number> {
    const [sends, paths, limited] = (['sends', 'paths', 'limited-promises'] as const).map(level =>
      this.#expenses[level].shareAt(rate),
    ) as [number, number, number]
    return { sends, paths: sends + paths, 'limited-promises': sends + limited }
  }

  #affordable(time: number): Level {
    // A request may come in a moment though none has come lately.
    const shares = this.#shares(Math.max(minRate, this.#rate))
    const fits = (level: Exclude<Level, 'samples'>) =>
      !isAbove(level, this.#highest) &&
      shares[level] <= this.#allowed * (isAbove(level, this.#level) ? headroom : 1)

    const level = (['paths', 'limited-promises', 'sends'] as const).find(fits) ?? 'samples'
    if (level === this.#highest && this.#level === this.#highest) this.#patience = patience.first
    if (level === 'samples' || isAbove(this.#level, level) || this.#hasFallen) this.#triedAgain = time
    this.#hasFallen = false
    return level !== this.#highest && this.#triesAgain(time) ? levelAbove(level) : level
  }

  // What a level costs may have become less.
  #triesAgain(time: number): boolean {
    if (time - this.#triedAgain < this.#patience) return false
    this.#triedAgain = time
    this.#patience = Math.min(patience.max, this.#patience * 2)
    this.#saved = Math.min(this.#saved, this.#allowed * windowLength)
    return true
  }

  #change(level: Level): void {
    if (level === this.#level) return
    this.#level = level
    this.#onChange(this.state)
  }
}
