import { Contexts } from './async-context'
import { now } from './clock'
import { reportInternalError } from './internal-error'
import type { Stack } from './stack'

/** Stacks that one request keeps: an endless response gives up its oldest. */
const maxStacks = 512

/**
 * Promises of one request whose places are kept in a period, in outline: a handler's own, and not those of each of a hundred small
 * asynchronous functions below it. V8 knows by itself who awaits.
 */
const maxPromises = 16
/** Milliseconds. */
const period = 100

// A trace is gone with its response; what is left of it are numbers.
const registry = new FinalizationRegistry<Contexts>(contexts => {
  try {
    contexts.leave(hop => !hop.isAlive)
  } catch (failure) {
    reportInternalError(failure)
  }
})

/**
 * The stacks at which the work of one request was handed on. They live as long as the response: whatever else remembers
 * the work (a promise in a cache, a socket in a pool) remembers it by number, and retains nothing of the request.
 */
export class Trace {
  readonly contexts = new Contexts()
  readonly #stacks: Stack[] = []
  #count = 0
  readonly #mostPromises: number
  #promises = 0
  #since = now()

  /** @param isOutline whether the places of promises are kept only while they are few. */
  constructor(isOutline = false) {
    this.#mostPromises = isOutline ? maxPromises : Number.POSITIVE_INFINITY
    registry.register(this, this.contexts)
  }

  /** Whether the place of one more promise is to be kept. */
  keepsPromise(): boolean {
    if (this.#promises++ < this.#mostPromises) return true
    const time = now()
    if (time - this.#since < period) return false
    this.#since = time
    this.#promises = 1
    return true
  }

  /** How many stacks were kept so far. */
  get count(): number {
    return this.#count
  }

  /** Keeps a stack and gives its number. */
  keep(stack: Stack): number {
    const number = this.#count++
    this.#stacks[number % maxStacks] = stack
    return number
  }

  /** The stack of that number; `undefined` when it has been given up. */
  stackOf(number: number): Stack | undefined {
    return number < this.#count && number >= this.#count - maxStacks
      ? this.#stacks[number % maxStacks]
      : undefined
  }
}
