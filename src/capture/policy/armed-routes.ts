/** Routes that are remembered at a time. */
const maxRoutes = 100
/** Requests of an armed route that are traced whatever they cost: the first time, and each later time. */
const remainingCaptures = { first: 500, later: 20 }
/** Milliseconds until a route can be armed again: a bug in each third request must not have them all traced. */
const pause = 2000

/** Routes on which a conflict was seen without its whole way: their next requests are traced exactly at any load. */
export class ArmedRoutes {
  readonly #routes = new Map<string, { left: number; since: number }>()
  #armed = 0

  get isEmpty(): boolean {
    return this.#armed === 0
  }

  /** @param time milliseconds. */
  arm(key: string, time: number): void {
    const known = this.#routes.get(key)
    if (known !== undefined && (known.left > 0 || time - known.since < pause)) return
    if (known === undefined && this.#routes.size >= maxRoutes) this.#forget(time)
    if (known === undefined && this.#routes.size >= maxRoutes) return
    this.#routes.set(key, {
      left: known === undefined ? remainingCaptures.first : remainingCaptures.later,
      since: time,
    })
    this.#armed++
  }

  /** Whether a request is of an armed route; it takes one of the route's shots. */
  takeCapture(key: string): boolean {
    const route = this.#routes.get(key)
    if (route === undefined || route.left === 0) return false
    if (--route.left === 0) this.#armed--
    return true
  }

  #forget(time: number): void {
    for (const [key, { left, since }] of this.#routes)
      if (left === 0 && time - since >= pause) this.#routes.delete(key)
  }
}
