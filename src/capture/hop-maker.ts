import type { AsyncHop } from './async-hop'
import { now } from './clock'
import type { Stack } from './stack'

/** Of so many hops one is measured. No multiple of anything: the same hop of each request must not be the one. */
const measuredOf = 7

/** Makes hops, and has them charged: to read the clock twice for each would cost as much as much else of it. */
export class HopMaker {
  readonly #charge: (milliseconds: number, count: number) => void
  #unmeasured = 0
  #start = 0

  /** @param charge gets what one hop took, in milliseconds, and how many there were. */
  constructor(charge: (milliseconds: number, count: number) => void) {
    this.#charge = charge
  }

  /** Whether a stack is to be captured for the hop that `next` makes, as `AsyncHop.needsStack` says. */
  begin(from: AsyncHop, type: string): boolean {
    if (++this.#unmeasured >= measuredOf) this.#start = now()
    return from.needsStack(type)
  }

  /** The hop from another one to work that is handed on now, as `AsyncHop.next` makes it. Call `begin` before. */
  next(
    from: AsyncHop,
    type: string,
    stack: Stack | undefined,
    constructorOpt: (...args: never[]) => unknown,
  ): AsyncHop | undefined {
    const hop = from.next(type, stack, constructorOpt)
    if (this.#unmeasured >= measuredOf) {
      const count = this.#unmeasured
      this.#unmeasured = 0
      this.#charge(now() - this.#start, count)
    }
    return hop
  }
}
