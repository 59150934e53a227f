import type { Effect } from './effect'
import type { FlowState, Step } from './flow-state'

/** Two sends that one call of a function can come to, one after the other. */
export interface DoubleSend {
  readonly first: Effect
  /** What sent the head: the first, or one before it. */
  readonly head: Effect
  readonly second: Effect
  readonly steps: readonly Step[]
}

/** The double send that an effect makes of a state that has sent; `null` where the effect is in order. */
export function doubleSendOf({ sent, head, steps, isFound }: FlowState, second: Effect): DoubleSend | null {
  if (sent === null || isFound || !isTooLate(sent, second)) return null
  return { first: sent, head: head ?? sent, second, steps }
}

function isTooLate(first: Effect, second: Effect): boolean {
  switch (first.kind) {
    case 'next':
      return second.kind !== 'header' && second.kind !== 'part'
    case 'part':
      // The rest of a response may follow its beginning; a head may not, and what a framework sends begins with one.
      if (second.kind === 'header' || second.via.endsWith('.writeHead')) return true
      return second.kind === 'whole' && !second.isNodes
    case 'pipe':
      return second.kind === 'whole' || second.kind === 'end' || second.kind === 'next'
    case 'end':
    case 'whole':
      return second.kind !== 'end' && !second.via.endsWith('.flushHeaders')
    default:
      return false
  }
}

/** The effect that a response is known by after another: the first thing that was sent, unless only a head or a header was. */
export function sentAfter(sent: Effect | null, next: Effect): Effect | null {
  if (next.kind === 'header') return sent
  if (sent === null) return next
  return sent.kind === 'part' && next.kind !== 'part' && next.kind !== 'next' ? next : sent
}
