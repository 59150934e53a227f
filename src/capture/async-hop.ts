import type { Stack } from './stack'
import type { RequestWork, Trace } from './trace'

/** Hops that one path may have, and those that stay where it gets longer: of its beginning, and of its end. */
const maxHops = { all: 128, early: 32, latest: 64 }

/** Hops at the beginning of a path, whose stacks are kept however long the response lives. */
const earlyHops = 16

/** In place of a stack's number: promises whose places were not worth their price, and the middle of a path that was given up. */
const [unrecorded, lost] = [-2, -3]

/**
 * A place where work was handed on to run later: a timer was set, a file was asked for, a promise was awaited. Hops hold
 * each other, from the latest back to the request's beginning, and hold nothing else that is the request's.
 */
export class AsyncHop {
  /** Node's word for what will run: `Timeout`, `FSREQCALLBACK`, `PROMISE`; `REQUEST` for the beginning. */
  readonly type: string
  readonly work: RequestWork
  #from: AsyncHop | undefined
  readonly #stack: number
  /** How many hops there are before it. */
  #length: number

  private constructor(type: string, work: RequestWork, stack: number, from: AsyncHop | undefined) {
    this.type = type
    this.work = work
    this.#stack = stack
    this.#from = from
    this.#length = from === undefined ? 0 : from.#length + 1
    if (this.#length > maxHops.all) this.#length = this.#loseMiddle()
  }

  /** The beginning of a request's work. */
  static begin(trace: Trace): AsyncHop {
    return new AsyncHop('REQUEST', trace.work, -1, undefined)
  }

  /** Whether the place is to be kept at which work is being handed on now. Ask once for each `next`. */
  needsStack(type: string): boolean {
    return this.work.trace?.places.keeps(type) === true
  }

  /**
   * The hop to work that is being handed on now; `undefined` when the request is gone.
   *
   * @param stack where it is handed on, if that is to be kept.
   * @param constructorOpt the function above which that was captured.
   */
  next(
    type: string,
    stack: Stack | undefined,
    constructorOpt: (...args: never[]) => unknown,
  ): AsyncHop | undefined {
    const { trace } = this.work
    if (trace === undefined) return undefined
    if (stack === undefined) {
      const missing = type === 'PROMISE' ? unrecorded : lost
      return this.#stack === missing ? this : new AsyncHop(type, this.work, missing, this)
    }
    const number = trace.stacks.keep(stack, this.#length < earlyHops, this, constructorOpt)
    return new AsyncHop(type, this.work, number, this)
  }

  /** The hop that led to the code that made this one. */
  get from(): AsyncHop | undefined {
    return this.#from
  }

  /** Whether this stands for any number of promises whose places were not worth their price. */
  get isUnrecorded(): boolean {
    return this.#stack === unrecorded
  }

  /**
   * Whether it is not known any more where the work was handed on here, or at any number of places from here on: a path that was
   * too long to be kept whole loses its middle. That is not recorded, which is not the same as not there.
   */
  get isLost(): boolean {
    return this.#stack === lost || (this.#stack >= 0 && this.stack === undefined)
  }

  /** Where the work was handed on; `undefined` when that is not kept. */
  get stack(): Stack | undefined {
    return this.trace?.stacks.stackOf(this.#stack)
  }

  /** What is kept of the request that this is the work of; `undefined` when the request is gone. */
  get trace(): Trace | undefined {
    return this.work.trace
  }

  /** Whether work was handed on here before its request had handed work on that many times. */
  isBefore(count: number): boolean {
    return this.#stack < count
  }

  /** Whether the request that this is the work of is still there. */
  get isAlive(): boolean {
    return this.trace !== undefined
  }

  /** Whether this is the work of the request that keeps `trace`. */
  isOf(trace: Trace | undefined): boolean {
    return trace?.work === this.work
  }

  /** Keeps the stacks of the path that leads here, however long the response lives. */
  pin(): void {
    const stacks = this.trace?.stacks
    for (let hop: AsyncHop | undefined = this; hop !== undefined; hop = hop.#from) stacks?.pin(hop.#stack)
  }

  // The hops that stay are not copied: what two paths have in common is recognised by identity.
  #loseMiddle(): number {
    const path: AsyncHop[] = [this]
    for (let hop = this.#from; hop !== undefined; hop = hop.#from) path.push(hop)
    const early = path[path.length - maxHops.early]
    const latest = path[maxHops.latest]
    if (path.length <= maxHops.all || early === undefined || latest === undefined) return path.length - 1
    latest.#from = new AsyncHop('LOST', this.work, lost, early)
    return maxHops.latest + 1 + maxHops.early
  }
}
