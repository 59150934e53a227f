import type { Conflict } from '../../report/conflict'
import { pagePosition } from './page-paths'
import { responderOf } from './responder'

/** One of the two attempts, in words. */
export interface Attempt {
  /** What was called: `res.json`, `res.setHeader("X-Cache")`. */
  readonly call: string
  /** The operation of Node that it came to, where that says more: `setHeader("Content-Type")`. */
  readonly operation: string | null
  /** What became of it: `sent 404`, `refused`. */
  readonly outcome: string
  /** Milliseconds since the request began. */
  readonly at: number | null
  /** Whether it was seen at this very response. */
  readonly exact: boolean
  readonly place: string | null
  /** Who did it, where no line of the application did. */
  readonly by: string | null
}

/** What was sent first. */
export function firstOf({ kind, first, second }: Conflict): Attempt {
  const isEnd = kind === 'body' && second.droppedBy === undefined
  const sent = first.status === null ? 'sent' : `sent ${first.status}`
  return { ...sideOf(first), call: first.via, operation: null, outcome: isEnd ? 'ended' : sent }
}

/** What was attempted second. */
export function secondOf({ second }: Conflict): Attempt {
  const { via, operation, header } = second
  const given = `(${header === undefined ? '' : `"${header}"`})`
  const isByHand = via === `res.${operation}`
  const isDropped = second.droppedBy !== undefined
  return {
    ...sideOf(second),
    call: (isByHand || isDropped) && header !== undefined ? via + given : via,
    // It never came to an operation of Node.
    operation: isByHand || isDropped ? null : operation + given,
    outcome: isDropped ? 'dropped' : second.outcome === 'lost' ? 'lost' : 'refused',
  }
}

function sideOf(
  side: Conflict['first'] | Conflict['second'],
): Omit<Attempt, 'call' | 'operation' | 'outcome'> {
  const { at, exact, site } = side
  return { at, exact, place: site === null ? null : pagePosition(site), by: byOf(side) }
}

function byOf(side: Conflict['first'] | Conflict['second']): string | null {
  const responder = responderOf(side)
  if (responder !== null) return responder
  if (side.site !== null) return null
  return side.path === null || side.path.length === 0 ? 'an unknown caller' : 'Node itself'
}

/** What became of an attempt, with the operation of Node if that says more: `setHeader("Content-Type") refused`. */
export function outcomeText({ operation, outcome }: Attempt): string {
  return operation === null ? outcome : `${operation} ${outcome}`
}
