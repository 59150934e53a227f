import diagnostics from 'node:diagnostics_channel'
import { reportInternalError } from '../capture/internal-error'
import type { Undo } from '../capture/patch'
import type { Conflict } from './conflict'

const conflicts = diagnostics.channel('headers-trace:conflict')
const flush = diagnostics.channel('headers-trace:flush')

/** Conflicts kept for `takeConflicts`; the oldest go first. */
const maxCollected = 200

let collected: Conflict[] = []

/** Publishes a conflict on the diagnostics channel `headers-trace:conflict`, which every copy of this package reads. */
export function publish(conflict: Conflict): void {
  conflicts.publish(conflict)
}

/** Keeps published conflicts for `takeConflicts`. */
export function collectConflicts(): Undo {
  const collect = (message: unknown) => {
    if (collected.length >= maxCollected) collected.shift()
    collected.push(message as Conflict)
  }
  diagnostics.subscribe('headers-trace:conflict', collect)
  return () => diagnostics.unsubscribe('headers-trace:conflict', collect)
}

/** Calls `examine` when somebody wants to have every conflict up to now. */
export function onFlush(examine: () => void): Undo {
  const listener = () => examine()
  diagnostics.subscribe('headers-trace:flush', listener)
  return () => diagnostics.unsubscribe('headers-trace:flush', listener)
}

/** Has every conflict up to now examined, and handed to listeners. */
export function examineNow(): void {
  flush.publish(undefined)
}

/**
 * The conflicts seen since the last call, at most 200. Two lines make a double response a failing test:
 *
 *     import { takeConflicts } from 'headers-trace'
 *     afterEach(() => assert.deepEqual(takeConflicts().map(conflict => conflict.message), []))
 */
export function takeConflicts(): Conflict[] {
  examineNow()
  const taken = collected
  collected = []
  return taken
}

/**
 * Calls the listener with each conflict, right after the tick in which it happened and in its asynchronous context, so that
 * an `AsyncLocalStorage` of the application has there what it had. The return value stops it.
 */
export function onConflict(listener: (conflict: Conflict) => void): Undo {
  const guarded = (message: unknown) => {
    try {
      listener(message as Conflict)
    } catch (error) {
      reportInternalError(error)
    }
  }
  diagnostics.subscribe('headers-trace:conflict', guarded)
  return () => diagnostics.unsubscribe('headers-trace:conflict', guarded)
}
