/** Routes that are armed at a time. */
const mostRoutes = 100
/** Requests of an armed route that are traced whatever they cost. */
const shots = 20

/** Routes on which a conflict was seen without its whole way: their next requests are traced exactly at any load. */
export class ArmedRoutes {
  readonly #left = new Map<string, number>()

  get isEmpty(): boolean {
    return this.#left.size === 0
  }

  arm(key: string): void {
    if (this.#left.size < mostRoutes) this.#left.set(key, shots)
  }

  /** Whether a request is of an armed route; it takes one of the route's shots. */
  takes(key: string): boolean {
    const left = this.#left.get(key)
    if (left === undefined) return false
    if (left === 1) this.#left.delete(key)
    else this.#left.set(key, left - 1)
    return true
  }
}
