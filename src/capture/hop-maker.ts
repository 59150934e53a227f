import type { AsyncHop } from './async-hop'
import { now } from './clock'
import type { Stack } from './stack'

/** Of so many hops one is measured. No multiple of anything: the same hop of each request must not be the one. */
const measuredOf = 7

/** Makes hops, and has them charged: to read the clock twice for each would cost as much as much else of it. */
export class HopMaker {
  readonly #charge: (milliseconds: number, count: number) => void
  #unmeasured = 0

  /** @param charge gets what one hop took, in milliseconds, and how many there were. */
  constructor(charge: (milliseconds: number, count: number) => void) {
    this.#charge = charge
  }

  /** The hop from another one to work that is handed on now, as `AsyncHop.next` makes it. */
  next(
    from: AsyncHop,
    type: string,
    constructorOpt: (...args: never[]) => unknown,
    stack?: Stack,
  ): AsyncHop | undefined {
    if (++this.#unmeasured < measuredOf) return from.next(type, constructorOpt, stack)
    const count = this.#unmeasured
    this.#unmeasured = 0
    const start = now()
    const hop = from.next(type, constructorOpt, stack)
    this.#charge(now() - start, count)
    return hop
  }
}
