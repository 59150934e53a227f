import { reportInternalError } from './internal-error'

/** Calls of the hooks that are charged at a time: often enough that work which never lets go of the thread is noticed. */
const batch = 2048

/** Counts the calls of hooks, for whichever request they are, and has them charged. */
export class HookCalls {
  readonly #charge: (milliseconds: number) => void
  #cost = 0
  #calls = 0

  /** @param charge gets what calls took: milliseconds. */
  constructor(charge: (milliseconds: number) => void) {
    this.#charge = charge
  }

  /** What one costs from now on: milliseconds. */
  set cost(milliseconds: number) {
    this.#cost = milliseconds
  }

  count(): void {
    if (++this.#calls >= batch) this.settle()
  }

  /** Has those charged that were not. */
  settle(): void {
    const calls = this.#calls
    this.#calls = 0
    try {
      if (calls > 0) this.#charge(calls * this.#cost)
    } catch (error) {
      reportInternalError(error)
    }
  }
}
