/** Looks of one reader, found to be harmless, after which it is looked at more seldom. */
const trustedAfter = 32

/** Milliseconds between two closer looks at a reader who has been harmless that often. */
const pause = 100

/** Readers that are remembered. */
const maxCheckers = 2000

/** Who reads whether a response was sent, and how far they can be trusted. */
export class Checkers {
  readonly #harmless = new Map<string, { count: number; last: number }>()

  /** Whether one is worth a closer look at a time. */
  isWorthChecking(reader: string, time: number): boolean {
    const known = this.#harmless.get(reader)
    if (known === undefined) return this.#harmless.size < maxCheckers
    if (known.count < trustedAfter) return true
    if (time - known.last < pause) return false
    known.last = time
    return true
  }

  /** Remembers that one was harmless, this time or, by its source, `always`. */
  trust(reader: string, always: boolean): void {
    const known = this.#harmless.get(reader) ?? { count: 0, last: Number.NEGATIVE_INFINITY }
    known.count++
    if (always) Object.assign(known, { count: trustedAfter, last: Number.POSITIVE_INFINITY })
    this.#harmless.set(reader, known)
  }
}
