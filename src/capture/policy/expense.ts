/** What one measurement counts for at most, of what is known: this much more, and for what is known, this much. */
const maxCounted = 8
const maxLearned = 4
/** The part of a new measurement in what is known. */
const weight = 1 / 16

/**
 * What an operation takes, in milliseconds of CPU, from measurements by the wall clock. On a busy machine the process loses the core
 * for milliseconds in the midst of an operation that takes microseconds. So one measurement counts for no more than eight times what is
 * known, and changes what is known by a fifth at most: what has really become more expensive is known after some ten measurements.
 */
export class Price {
  #known: number

  /** @param assumed milliseconds, until there are measurements. */
  constructor(assumed: number) {
    this.#known = assumed
  }

  /** Milliseconds. */
  get known(): number {
    return this.#known
  }

  /** What a measurement counts for: milliseconds. */
  count(measured: number): number {
    const learned = Math.min(measured, maxLearned * this.#known)
    const counted = Math.min(measured, maxCounted * this.#known)
    this.#known += weight * (learned - this.#known)
    return counted
  }
}

/** What a part of tracing costs for each request, and by the time where it is not requests that cost. */
export class Expense {
  /** Milliseconds that were spent in this window. */
  spent = 0
  /** Milliseconds for a request. */
  each: number
  /** The share of the time that was spent when no request came. */
  standing = 0
  #isAssumed = true

  /** @param assumed milliseconds for a request, until there are measurements. */
  constructor(assumed: number) {
    this.each = assumed
  }

  /** Ends a window of `elapsed` milliseconds, in which that many requests were served at this expense. */
  learn(requests: number, elapsed: number): void {
    if (requests > 0) {
      const sample = this.spent / requests
      // More is believed sooner than less.
      const weight = this.#isAssumed ? 1 : sample > this.each ? 0.5 : 0.3
      this.each += weight * (sample - this.each)
      this.#isAssumed = false
      this.standing = 0
    } else this.standing = this.spent / elapsed
    this.spent = 0
  }

  /** The share of the time that it takes at a rate of requests a second. */
  shareAt(rate: number): number {
    return (this.each * rate) / 1000 + this.standing
  }
}
