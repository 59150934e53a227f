import { type Continuation, continuationOf, enterContext, hopTo, setPromiseHop } from './async-context'
import type { AsyncHop } from './async-hop'
import { AwaitedValue } from './awaited-value'
import type { HopMaker } from './hop-maker'
import type { Stack } from './stack'

type Caller = (...args: never[]) => unknown

/** Remembers how the continuations of promises came to be, which V8's promise hooks report. */
export class PromiseHops {
  readonly #hops: HopMaker
  readonly #awaited = new AwaitedValue<Continuation>()
  /** That of the promise from which one is derived now, and whether both belong to one `await`. */
  #known: Continuation | undefined
  #isSecond = false

  constructor(hops: HopMaker) {
    this.#hops = hops
  }

  /** Whether the stack is needed at which work, to which `from` led, derives a promise from another one. Call `add` then. */
  begin(parent: object, from: AsyncHop): boolean {
    this.#known = continuationOf(parent)
    this.#isSecond = this.#known !== undefined && this.#known === this.#awaited.first()
    return !this.#isSecond && this.#hops.begin(from, 'PROMISE')
  }

  /** Remembers the promise that was derived. */
  add(promise: object, from: AsyncHop, stack: Stack | undefined, constructorOpt: Caller): void {
    const known = this.#known
    this.#known = undefined
    const hop = this.#isSecond ? known?.hop : this.#hops.next(from, 'PROMISE', stack, constructorOpt)
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
  #first: number | undefined

  constructor(hops: HopMaker) {
    this.#hops = hops
  }

  /** @param run Node's number for what runs now. */
  begin(run: number, from: AsyncHop): boolean {
    this.#first = this.#awaited.first(run)
    return this.#first === undefined && this.#hops.begin(from, 'PROMISE')
  }

  add(id: number, run: number, from: AsyncHop, stack: Stack | undefined, constructorOpt: Caller): void {
    const hop =
      this.#first === undefined ? this.#hops.next(from, 'PROMISE', stack, constructorOpt) : hopTo(this.#first)
    if (hop === undefined) return
    enterContext(id, hop)
    this.#awaited.begin(id, run)
  }

  settle(id: number, run: number): void {
    this.#awaited.settle(id, run)
  }
}
