import type { Place } from './ordered-list'
import { frameCountOf, type Stack } from './stack'
import type { StackOwner, StackPool } from './stack-pool'

/** Stacks of one request that are kept: of its beginning, of its latest, and in all where room is short. */
const maxEarly = 128
const maxRecent = 384
const maxShort = 24

/** A stack at which work was handed on, with what had led there: the hop before. */
export interface KeptStack extends Stack {
  from?: object | undefined
}

/**
 * The stacks at which the work of one request was handed on, by number. Those of its beginning are kept however long it
 * lives, those on the path to its first send, and of the others the latest.
 */
export class KeptStacks implements StackOwner {
  place: Place<StackOwner> | undefined = undefined
  readonly #stacks = new Map<number, KeptStack>()
  readonly #recent: number[] = []
  readonly #pinned = new Set<number>()
  #pool: StackPool | undefined
  #count = 0
  #early = 0
  #slot = 0

  constructor(pool: StackPool) {
    this.#pool = pool
    pool.enter(this)
  }

  /** How many stacks were kept so far, those that were given up since included. */
  get count(): number {
    return this.#count
  }

  /** All that are kept, the earliest first. */
  get all(): Iterable<KeptStack> {
    return this.#stacks.values()
  }

  /**
   * Keeps a stack that was captured now and gives its number. One `isEarly` that stands at the beginning of a path.
   *
   * @param from the hop that had led there.
   * @param constructorOpt the function above which it was captured.
   */
  keep(
    stack: KeptStack,
    isEarly: boolean,
    from: object,
    constructorOpt: (...args: never[]) => unknown,
  ): number {
    if (this.#pool?.isCountDue) this.#pool.learn(frameCountOf(constructorOpt))
    const number = this.#count++
    stack.from = from
    this.#stacks.set(number, stack)
    if (isEarly && this.#early < maxEarly) this.#early++
    else this.#replaceOldest(number)
    this.#pool?.add()
    return number
  }

  /** The stack of that number; `undefined` when it has been given up. */
  stackOf(number: number): KeptStack | undefined {
    return this.#stacks.get(number)
  }

  /** Keeps the stack of that number as long as those of the beginning. */
  pin(number: number): void {
    if (this.#pinned.size < maxEarly && this.#stacks.has(number)) this.#pinned.add(number)
  }

  shrink(): void {
    let left = maxShort
    for (const number of this.#stacks.keys())
      if (!this.#pinned.has(number) && left-- <= 0) this.#giveUp(number)
  }

  clear(): void {
    this.#pool?.remove(this.#stacks.size)
    this.#stacks.clear()
  }

  /** Takes no part in the pool any more: the response is over, and what there is goes with it. */
  release(): void {
    if (this.#pool === undefined) return
    this.#pool.remove(this.#stacks.size)
    this.#pool.leave(this)
    this.#pool = undefined
  }

  #replaceOldest(number: number): void {
    const oldest = this.#recent[this.#slot]
    this.#recent[this.#slot] = number
    this.#slot = (this.#slot + 1) % maxRecent
    if (oldest !== undefined && !this.#pinned.has(oldest)) this.#giveUp(oldest)
  }

  #giveUp(number: number): void {
    if (this.#stacks.delete(number)) this.#pool?.remove(1)
  }
}
