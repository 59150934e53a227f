import diagnostics from 'node:diagnostics_channel'
import type { Undo } from '../capture/patch'
import type { BudgetState } from '../capture/policy/level'
import type { LateAttempt, Outcome } from '../detect/raw-conflict'
import type { Conflict } from './conflict'
import { warnOfError } from './output'

/** By these names every copy of this package in a process publishes and listens. */
const names = {
  /** Gets each conflict, as listeners hear of it. */
  conflict: 'headers-trace:conflict',
  /** Gets what the budget allows, when it has changed. */
  budget: 'headers-trace:budget',
  /** Says that there is a conflict, while the application is still inside the second attempt. */
  attempt: 'headers-trace:attempt',
  /** Asks for every conflict up to now. */
  flush: 'headers-trace:flush',
} as const

const conflicts = diagnostics.channel(names.conflict)
const budget = diagnostics.channel(names.budget)
const attempts = diagnostics.channel(names.attempt)
const flush = diagnostics.channel(names.flush)

/** Conflicts kept for `takeConflicts`; the oldest go first. */
const maxCollected = 200

// Kept for the process, as `takeConflicts` is a plain function that any test file imports.
let collected: (() => Conflict)[] = []

/**
 * Publishes a conflict on the diagnostics channel `headers-trace:conflict`, which every copy of this package reads, and keeps it for
 * `takeConflicts`.
 *
 * @param make makes it: where nobody listens, that is left for those that take it.
 */
export function publish(make: () => Conflict): void {
  if (!conflicts.hasSubscribers) {
    keep(make)
    return
  }
  const conflict = make()
  keep(() => conflict)
  conflicts.publish(conflict)
}

/** Whether somebody hears of each conflict when it comes. */
export function areConflictsHeard(): boolean {
  return conflicts.hasSubscribers || attempts.hasSubscribers
}

/** Keeps what other copies of this package publish for `takeConflicts`. */
export function collectConflicts(): Undo {
  const collect = (message: unknown) => keep(() => message as Conflict)
  diagnostics.subscribe(names.conflict, collect)
  return () => diagnostics.unsubscribe(names.conflict, collect)
}

/** Keeps a conflict for `takeConflicts` alone. */
export function keep(make: () => Conflict): void {
  if (collected.length >= maxCollected) collected.shift()
  collected.push(make)
}

/**
 * Calls `examine` when somebody wants to have the conflicts up to now, and says whether that is soon enough for those that
 * wait for a more exact one.
 */
export function onFlush(examine: (isSoon: boolean) => void): Undo {
  const listener = (isSoon: unknown) => examine(isSoon === true)
  diagnostics.subscribe(names.flush, listener)
  return () => diagnostics.unsubscribe(names.flush, listener)
}

/** The conflicts seen since the last call, at most 200. `assertNoConflicts` makes a failing test of them. */
export function takeConflicts(): Conflict[] {
  flush.publish(false)
  const taken = collected
  collected = []
  return taken.map(make => make())
}

/**
 * Calls the listener with each conflict, right after the tick in which it happened and in its asynchronous context, so that
 * an `AsyncLocalStorage` of the application has there what it had. The return value stops it. An error that the listener
 * throws is printed with its stack, each time; the process and other listeners go on.
 */
export function onConflict(listener: (conflict: Conflict) => void): Undo {
  const guarded = (message: unknown) => {
    try {
      listener(message as Conflict)
    } catch (error) {
      warnOfError('an onConflict listener threw', error)
    }
  }
  diagnostics.subscribe(names.conflict, guarded)
  return () => diagnostics.unsubscribe(names.conflict, guarded)
}

/** Publishes what the budget allows now, when it has changed. */
export function publishBudget(state: BudgetState): void {
  if (budget.hasSubscribers) budget.publish(state)
}

/** What is known of a conflict while the application is still inside the second attempt. */
interface Attempt {
  readonly outcome: Outcome
}

/** Says that there is a conflict, while the application is still inside the second attempt. */
export function announce({ second }: LateAttempt): void {
  if (attempts.hasSubscribers) attempts.publish({ outcome: second.outcome } satisfies Attempt)
}

/**
 * Has conflicts examined as soon as the application's call is over, before a response that is complete closes. Those whose
 * outcome shows only then wait for the end of the tick, as all do otherwise.
 */
export function examineSoon(): Undo {
  const listener = (attempt: unknown) => {
    if ((attempt as Attempt).outcome === 'threw') process.nextTick(() => flush.publish(true))
  }
  diagnostics.subscribe(names.attempt, listener)
  return () => diagnostics.unsubscribe(names.attempt, listener)
}
