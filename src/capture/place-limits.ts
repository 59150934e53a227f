/** Places of one sort that are kept in a period once there were many: a response that goes on for long must not take all there is. */
const maxInPeriod = 16
/** Milliseconds. */
const period = 100

/** How many places of a sort are kept of one request before they are limited. */
export interface PlaceLimits {
  readonly promises: number
  readonly others: number
}

/** At the level `paths`, at `limited-promises`, and where there is no budget to keep. */
export const placeLimits = {
  paths: { promises: 512, others: 512 },
  // A handler's own promises, and not those of each of a hundred small asynchronous functions below it: V8 knows by itself who awaits.
  limitedPromises: { promises: maxInPeriod, others: 512 },
  none: { promises: Number.POSITIVE_INFINITY, others: Number.POSITIVE_INFINITY },
} as const satisfies Record<string, PlaceLimits>

interface Sort {
  count: number
  inPeriod: number
  since: number
}

/** Counts the places at which one request hands work on, by what it is handed to, and says which are worth keeping. */
export class PlaceCounts {
  readonly #limits: PlaceLimits
  readonly #now: () => number
  readonly #sorts = new Map<string, Sort>()

  constructor(limits: PlaceLimits, clock: () => number) {
    this.#limits = limits
    this.#now = clock
  }

  /** Whether the place of one more is to be kept. */
  keeps(type: string): boolean {
    const limit = type === 'PROMISE' ? this.#limits.promises : this.#limits.others
    if (limit === Number.POSITIVE_INFINITY) return true
    const sort = this.#sorts.get(type) ?? this.#add(type)
    if (sort.count++ < limit) return true
    const time = this.#now()
    if (time - sort.since >= period) {
      sort.since = time
      sort.inPeriod = 0
    }
    return sort.inPeriod++ < maxInPeriod
  }

  #add(type: string): Sort {
    const sort = { count: 0, inPeriod: 0, since: Number.NEGATIVE_INFINITY }
    this.#sorts.set(type, sort)
    return sort
  }
}
