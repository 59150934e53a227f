import diagnostics from 'node:diagnostics_channel'
import type { Undo } from '../capture/patch'
import type { Outcome, RawConflict } from '../detect/raw-conflict'
import { examineNow } from './conflict-channel'

const name = 'headers-trace:attempt'
const attempts = diagnostics.channel(name)

/** What is known of a conflict while the application is still inside the second attempt. */
interface Attempt {
  readonly outcome: Outcome
}

/** Says that there is a conflict, while the application is still inside the second attempt. */
export function announce({ second }: RawConflict): void {
  if (attempts.hasSubscribers) attempts.publish({ outcome: second.outcome } satisfies Attempt)
}

/**
 * Has conflicts examined as soon as the application's call is over, before a response that is complete closes. Those whose
 * outcome shows only then wait for the end of the turn, as all do otherwise.
 */
export function examineSoon(): Undo {
  const listener = (attempt: unknown) => {
    if ((attempt as Attempt).outcome === 'threw') process.nextTick(examineNow)
  }
  diagnostics.subscribe(name, listener)
  return () => diagnostics.unsubscribe(name, listener)
}
