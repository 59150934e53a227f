import { AsyncLocalStorage } from 'node:async_hooks'
import { reportInternalError } from '../capture/internal-error'
import type { LocatedConflict } from '../locate/locate'
import { withoutStacks } from './ledger'

/** Conflicts that are held at a time. A further one is settled at once. */
const maxHeld = 200

/** Milliseconds that a conflict is held at most: the next request of its route is exact. */
const maxWait = 5000

// Taken at load, so that a test's fake timers do not reach them.
const { setTimeout, clearTimeout } = globalThis

/**
 * Settles a conflict: counts and reports it where it is known which bug it is, or where it must be by now.
 *
 * @returns whether it is settled.
 */
export type Settle = (located: LocatedConflict, isEcho: boolean, isLast: boolean) => boolean

interface Held {
  readonly located: LocatedConflict
  readonly isEcho: boolean
  inItsContext<Result>(settle: () => Result): Result
}

/**
 * Holds conflicts that do not say which bug they are, as their first send was not recorded, until an exact one of the same
 * second attempt comes, for five seconds at most, or until the process ends. So one bug has one fingerprint at every load.
 */
export class HeldConflicts {
  readonly #settle: Settle
  #held: Held[] = []
  #timer: NodeJS.Timeout | undefined

  constructor(settle: Settle) {
    this.#settle = settle
  }

  /** Takes a conflict, in the asynchronous context in which it is to be settled. */
  add(located: LocatedConflict, isEcho: boolean): void {
    const held = {
      located: { ...located, raw: withoutStacks(located.raw) },
      isEcho,
      inItsContext: AsyncLocalStorage.snapshot(),
    }
    if (this.#held.length >= maxHeld) {
      this.#settleOne(held, true)
      return
    }
    this.#held.push(held)
    this.#timer ??= setTimeout(() => this.flush(), maxWait).unref()
  }

  /** Settles those that can be now that an exact one has come. */
  retry(): void {
    this.#settleAll(false)
  }

  /** Settles all, as they are. */
  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#settleAll(true)
  }

  #settleAll(isLast: boolean): void {
    // A listener may cause others.
    const held = this.#held
    this.#held = []
    const left = held.filter(each => !this.#settleOne(each, isLast) && !isLast)
    this.#held = [...left, ...this.#held]
  }

  #settleOne({ located, isEcho, inItsContext }: Held, isLast: boolean): boolean {
    try {
      return inItsContext(() => this.#settle(located, isEcho, isLast))
    } catch (failure) {
      reportInternalError(failure)
      return true
    }
  }
}
