import { captureStack, type Stack } from './stack'
import type { Trace } from './trace'

/** Hops that one way may have. A timer that starts itself again for a year keeps the latest ones and its request. */
const maxHops = 64

/** In place of a stack's number. */
const skipped = -2

/**
 * A place where work was handed on to run later: a timer was set, a file was asked for, a promise was awaited. Hops hold
 * each other, from the latest back to the request's beginning, and hold nothing else strongly.
 */
export class AsyncHop {
  /** Node's word for what will run: `Timeout`, `FSREQCALLBACK`, `PROMISE`; `REQUEST` for the beginning. */
  readonly type: string
  /** The hop that led to the code that made this one. */
  readonly from: AsyncHop | undefined
  readonly #trace: WeakRef<Trace>
  readonly #stack: number
  readonly #length: number

  private constructor(type: string, trace: WeakRef<Trace>, stack: number, from?: AsyncHop) {
    this.type = type
    this.#trace = trace
    this.#stack = stack
    this.from = from !== undefined && from.#length === maxHops - 1 ? from.#cutOff() : from
    this.#length = this.from === undefined ? 0 : this.from.#length + 1
  }

  /** The beginning of a request's work. */
  static begin(trace: Trace): AsyncHop {
    return new AsyncHop('REQUEST', new WeakRef(trace), -1)
  }

  /** The hop to work that is being handed on now, by the code above `constructorOpt` in the stack. */
  next(type: string, constructorOpt: (...args: never[]) => unknown): AsyncHop | undefined {
    const trace = this.#trace.deref()
    if (trace === undefined) return undefined
    if (type === 'PROMISE' && !trace.keepsPromise())
      return this.isUnrecorded ? this : new AsyncHop(type, this.#trace, skipped, this)
    return new AsyncHop(type, this.#trace, trace.keep(captureStack(constructorOpt)), this)
  }

  /** Whether this stands for any number of promises whose places were not worth their price. */
  get isUnrecorded(): boolean {
    return this.#stack === skipped
  }

  /** Remembers that this hop led to the context of that number. */
  enter(id: number): void {
    this.#trace.deref()?.contexts.enter(id, this)
  }

  /** Where the work was handed on; `undefined` when that is no longer kept. */
  get stack(): Stack | undefined {
    return this.#trace.deref()?.stackOf(this.#stack)
  }

  /** What the request that this is the work of keeps; `undefined` when the request is gone. */
  get trace(): Trace | undefined {
    return this.#trace.deref()
  }

  /** Whether work was handed on here before its request had handed work on that many times. */
  isBefore(count: number): boolean {
    return this.#stack < count
  }

  /** Whether the request that this is the work of is still there. */
  get isAlive(): boolean {
    return this.#trace.deref() !== undefined
  }

  /** Whether this is the work of the request that keeps `trace`. */
  isOf(trace: Trace | undefined): boolean {
    return trace !== undefined && this.#trace.deref() === trace
  }

  // Only the latest half stays: a way is shown from its end.
  #cutOff(): AsyncHop {
    const kept: AsyncHop[] = []
    for (let hop: AsyncHop | undefined = this; hop !== undefined && kept.length < maxHops / 2; hop = hop.from)
      kept.push(hop)
    return kept.reduceRight<AsyncHop | undefined>(
      (from, hop) => new AsyncHop(hop.type, hop.#trace, hop.#stack, from),
      undefined,
    ) as AsyncHop
  }
}
