import { RecentMap } from '../../capture/recent-map'

/** Checks of one checker, found to be harmless, after which it is examined more seldom. */
const trustedAfter = 32

/** Milliseconds between two examinations of a checker that has been harmless that often. */
const pause = 100

/** Checkers that are remembered. */
const maxCheckers = 2000

/** The code that checks whether a response was sent, by its innermost calls, and how far it can be trusted. */
export class Checkers {
  readonly #harmless = new RecentMap<string, { count: number; last: number }>(maxCheckers)

  /** Whether one is worth an examination at a time. */
  isWorthExamining(checker: string, time: number): boolean {
    const known = this.#harmless.get(checker)
    if (known === undefined || known.count < trustedAfter) return true
    if (time - known.last < pause) return false
    known.last = time
    return true
  }

  /** Remembers that one was harmless, this time or, by its source, `always`. */
  trust(checker: string, always: boolean): void {
    const { count } = this.#harmless.get(checker) ?? { count: 0 }
    this.#harmless.set(
      checker,
      always
        ? { count: trustedAfter, last: Number.POSITIVE_INFINITY }
        : { count: count + 1, last: Number.NEGATIVE_INFINITY },
    )
  }
}
