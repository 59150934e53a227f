import { type Continuation, continuationOf, enterContext, hopTo, setPromiseHop } from './async-context'
import type { AsyncHop } from './async-hop'
import { AwaitedValue } from './awaited-value'
import type { HopMaker } from './hop-maker'

type Caller = (...args: never[]) => unknown

/** Remembers how the continuations of promises came to be, which V8's promise hooks report. */
export class PromiseHops {
  readonly #hops: HopMaker
  readonly #awaited = new AwaitedValue<Continuation>()

  constructor(hops: HopMaker) {
    this.#hops = hops
  }

  /** Remembers a promise that work has just derived from another one, to which `from` led. */
  add(promise: object, parent: object, from: AsyncHop, constructorOpt: Caller): void {
    const known = continuationOf(parent)
    const isSecond = known !== undefined && known === this.#awaited.first()
    const hop = isSecond ? known.hop : this.#hops.next(from, 'PROMISE', constructorOpt)
    if (hop !== undefined) this.#awaited.begin(setPromiseHop(promise, known, hop))
  }

  settle(promise: object): void {
    this.#awaited.settle(continuationOf(promise))
  }

  /** A continuation begins. */
  beginRun(): void {
    this.#awaited.clear()
  }
}

/** The same where the async hook reports them, by numbers. */
export class TrackedPromiseHops {
  readonly #hops: HopMaker
  readonly #awaited = new AwaitedValue<number>()

  constructor(hops: HopMaker) {
    this.#hops = hops
  }

  /** @param run Node's number for what runs now. */
  add(id: number, run: number, from: AsyncHop, constructorOpt: Caller): void {
    const first = this.#awaited.first(run)
    const hop = first === undefined ? this.#hops.next(from, 'PROMISE', constructorOpt) : hopTo(first)
    if (hop === undefined) return
    enterContext(id, hop)
    this.#awaited.begin(id, run)
  }

  settle(id: number, run: number): void {
    this.#awaited.settle(id, run)
  }
}
