import { BusyTime, now } from '../clock'

/**
 * What the budget allows, from most to least: each response's sends and the whole way to them; the same, but of a way's
 * promises only the first ones; the sends alone; a few sends, from which the others are learned.
 */
export type Level = 'paths' | 'limited-promises' | 'sends' | 'samples'

const levels: readonly Level[] = ['paths', 'limited-promises', 'sends', 'samples']

/** What a change of level tells, on the channel `headers-trace:budget`. */
export interface BudgetState {
  readonly level: Level
  /** Requests a second, in the last window. */
  readonly rate: number
  /** Percent of one core that each level would take at that rate, as far as it is known. */
  readonly cost: { readonly [Followed in Exclude<Level, 'samples'>]: number }
  /** Percent of one core that tracing may take now: the budget, less where the process is busy. */
  readonly allowed: number
}

/** Milliseconds after which the level is thought over. */
const windowLength = 200
/** Milliseconds for which what is not spent is saved up. */
const maxSavedTime = 1000
/** Sends captured in a window once the budget is exceeded. */
const maxSamples = 20
/** What a level may cost at most, of what is allowed, to be gone up to. */
const headroom = 0.7
/** The part of the budget that is left to a process with no idle time: what tracing takes there, requests pay. */
const minShareWhenBusy = 0.2
/** Milliseconds until paths are tried again where they were too expensive: at first, and at most. */
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
  readonly #followed = { paths: new Expense(0.1), 'limited-promises': new Expense(0.05) }
  readonly #sends = new Expense(0.01)
  #level: Level = 'paths'
  #since: number
  #allowed: number
  #saved: number
  #rate = 0
  #requests = 0
  #patience = patience.first
  #triedAgain = 0
  #hasFallen = false

  /**
   * @param percent the share of one core; `Infinity` for no limit.
   * @param busy how busy the process has been since it was last asked.
   * @param begun milliseconds, on the clock of the times that the budget gets.
   */
  constructor(
    percent: number,
    onChange: (state: BudgetState) => void = () => {},
    busy: Pick<BusyTime, 'share'> = new BusyTime(),
    begun = now(),
  ) {
    this.#share = percent / 100
    this.#allowed = this.#share
    this.#saved = this.#share * windowLength
    this.#onChange = onChange
    this.#busy = busy
    this.#since = begun
  }

  get level(): Level {
    return this.#level
  }

  get state(): BudgetState {
    const percent = (of: Expense) => Math.round(of.each * this.#rate) / 10
    return {
      level: this.#level,
      rate: Math.round(this.#rate),
      cost: {
        paths: percent(this.#followed.paths),
        'limited-promises': percent(this.#followed['limited-promises']),
        sends: percent(this.#sends),
      },
      allowed: Math.round(this.#allowed * 1000) / 10,
    }
  }

  /** Requests a second, in the last window. */
  get rate(): number {
    return this.#rate
  }

  /** Whether the ways of requests are followed now, in whole or in outline. */
  get isFollowing(): boolean {
    return this.#level === 'paths' || this.#level === 'limited-promises'
  }

  /** Counts a request that begins. */
  countRequest(): void {
    this.#requests++
    if (this.#level === 'paths' || this.#level === 'limited-promises') this.#followed[this.#level].times++
  }

  /** Thinks the level over when it is time to; tells whether it was. */
  reassessIfDue(time: number): boolean {
    const isDue = time - this.#since >= windowLength
    if (isDue) this.#turn(time)
    return isDue
  }

  /** Whether a send may be captured now. */
  mayCaptureSend(): boolean {
    return this.#level !== 'samples' || this.#sends.times < maxSamples
  }

  /** Charges a captured send: milliseconds. */
  spendOnSend(cost: number): void {
    this.#sends.times++
    this.#sends.spent += cost
    this.#pay(cost)
  }

  /** Charges work that was followed: milliseconds. */
  spendOnPath(cost: number): void {
    if (this.#level === 'paths' || this.#level === 'limited-promises')
      this.#followed[this.#level].spent += cost
    this.#pay(cost)
  }

  /** Charges work that belongs to no level (an inspection, a source map read early): milliseconds. The level stays. */
  charge(cost: number): void {
    // Requests are traced whatever they cost while armed; what is overspent is forgotten, so that it ends with the load.
    this.#saved = Math.max(this.#saved - cost, -levels.length * this.#allowed * windowLength)
  }

  /** Whether that much is saved up: milliseconds. */
  canAfford(cost: number): boolean {
    return cost <= this.#saved
  }

  // What is cheaper may be affordable, and is worth a debt of one window more.
  #pay(cost: number): void {
    this.charge(cost)
    const debt = this.#level === 'paths' ? 0 : levels.indexOf(this.#level) * this.#allowed * windowLength
    if (this.#saved >= -debt || this.#level === 'samples') return
    this.#hasFallen = true
    this.#change(levelBelow(this.#level))
  }

  #turn(time: number): void {
    const elapsed = time - this.#since
    this.#since = time
    this.#rate = (this.#requests / elapsed) * 1000
    this.#requests = 0
    for (const expense of [this.#sends, this.#followed.paths, this.#followed['limited-promises']])
      expense.learn()
    // Up to half of a core the application does not feel it.
    this.#allowed = this.#share * Math.min(1, Math.max(minShareWhenBusy, 2 * (1 - this.#busy.share())))
    this.#saved = Math.min(this.#allowed * maxSavedTime, this.#saved + this.#allowed * elapsed)
    this.#change(this.#affordable(time))
  }

  #affordable(time: number): Level {
    const costOf = { sends: this.#sends.each, paths: 0, 'limited-promises': 0 }
    costOf.paths = costOf.sends + this.#followed.paths.each
    costOf['limited-promises'] = costOf.sends + this.#followed['limited-promises'].each
    const fits = (level: Exclude<Level, 'samples'>) =>
      (costOf[level] * this.#rate) / 1000 <= this.#allowed * (isAbove(level, this.#level) ? headroom : 1)

    const level = (['paths', 'limited-promises', 'sends'] as const).find(fits) ?? 'samples'
    if (level === 'paths' && this.#level === 'paths') this.#patience = patience.first
    if (level === 'samples' || isAbove(this.#level, level) || this.#hasFallen) this.#triedAgain = time
    this.#hasFallen = false
    return level !== 'paths' && this.#triesAgain(time) ? levelAbove(level) : level
  }

  // What a level costs is known only while it lasts, and may have become less.
  #triesAgain(time: number): boolean {
    if (time - this.#triedAgain < this.#patience) return false
    this.#triedAgain = time
    this.#patience = Math.min(patience.most, this.#patience * 2)
    this.#saved = Math.min(this.#saved, this.#allowed * windowLength)
    return true
  }

  #change(level: Level): void {
    if (level === this.#level) return
    this.#level = level
    this.#onChange(this.state)
  }
}

function isAbove(one: Level, other: Level): boolean {
  return levels.indexOf(one) < levels.indexOf(other)
}

const levelAbove = (level: Level) => levels[levels.indexOf(level) - 1] as Level
const levelBelow = (level: Level) => levels[levels.indexOf(level) + 1] as Level

/** What something costs each time, in milliseconds: more is believed sooner than less. */
class Expense {
  /** How often it was done in this window, and what was spent on it. */
  times = 0
  spent = 0
  each: number
  #isAssumed = true

  constructor(assumed: number) {
    this.each = assumed
  }

  learn(): void {
    if (this.times > 0) {
      const sample = this.spent / this.times
      const weight = this.#isAssumed ? 1 : sample > this.each ? 0.5 : 0.3
      this.each += weight * (sample - this.each)
      this.#isAssumed = false
    }
    this.times = this.spent = 0
  }
}
