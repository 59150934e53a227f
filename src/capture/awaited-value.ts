/**
 * Recognises the `await` of what is no promise. V8 derives a promise for it, which is settled at once and runs nothing, and from that one
 * the promise that runs: both at one place, which is captured once. A promise that `then` has derived is settled in a later run.
 * https://tc39.es/ecma262/#await
 *
 * @template Known how a promise is known, which must not retain it.
 */
export class AwaitedValue<Known> {
  #latest: Known | undefined
  #run = 0
  #isSettled = false

  /**
   * A promise was derived that will run something.
   *
   * @param run tells what runs now from what ran before, where `clear` does not.
   */
  begin(promise: Known, run = 0): void {
    this.#latest = promise
    this.#run = run
    this.#isSettled = false
  }

  /** A promise is settled. */
  settle(promise: Known | undefined, run = 0): void {
    this.#isSettled = promise !== undefined && promise === this.#latest && run === this.#run
  }

  /** The first promise of such an `await`, where what is derived now is its second: nothing comes in between. */
  first(run = 0): Known | undefined {
    return this.#isSettled && run === this.#run ? this.#latest : undefined
  }

  /** Another run begins. */
  clear(): void {
    this.#latest = undefined
    this.#isSettled = false
  }
}
