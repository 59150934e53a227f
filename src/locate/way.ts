import type { CallSite } from './call-sites'
import type { Frame } from './frame'

/** A part of the way to a send: calls that were on one stack, innermost first. */
export interface Part {
  /** Why this part was left and the one before it began later; `null` for the part that made the send. */
  readonly reason: string | null
  readonly frames: readonly Frame[]
}

/**
 * Cuts a stack into the calls that made the send and those that await them; no part where there are no calls. V8 keeps the
 * awaiting ones for free.
 */
export function wayOf(calls: readonly CallSite[], frameOf: (call: CallSite) => Frame): Part[] {
  if (calls.length === 0) return []
  const firstAwaiting = calls.findIndex(call => call.isAsync)
  const running = firstAwaiting === -1 ? calls : calls.slice(0, firstAwaiting)
  const awaiting = firstAwaiting === -1 ? [] : calls.slice(firstAwaiting)
  const way: Part[] = [{ reason: null, frames: running.map(frameOf) }]
  if (awaiting.length > 0) way.push({ reason: 'await', frames: awaiting.map(frameOf) })
  return way
}
