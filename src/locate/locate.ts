import type { Moment } from '../capture/response-record'
import type { RawConflict } from '../detect/raw-conflict'
import { type Frame, frameOf } from './frame'
import type { LearnedSends } from './learned'
import { sendOf } from './operation'
import { type Place, placeOf } from './site'
import type { OnUnusable } from './source-map'
import { type Part, type Way, wayOf } from './way'

/** One side of a conflict, found in the source. */
export interface LocatedSide extends Place {
  readonly operation: string
  readonly path: readonly Part[]
  /** Whether the path leads back to the beginning of the response's own request. */
  readonly isWhole: boolean
}

/** A conflict whose two sides have been found in the source. */
export interface LocatedConflict {
  readonly raw: RawConflict
  readonly first: LocatedSide
  readonly second: LocatedSide
}

/** Finds both sides of a conflict in the files that the author wrote. */
export function locate(raw: RawConflict, learned: LearnedSends, onUnusable?: OnUnusable): LocatedConflict {
  const way = (moment: Pick<Moment, 'stack' | 'hop'>) =>
    wayOf(moment, raw.trace, (call): Frame => frameOf(call, onUnusable))
  const stack = raw.first === undefined ? learned.sendOf(raw.routeKey, raw.status) : undefined
  const first = raw.first ?? (stack === undefined ? undefined : { stack, hop: undefined })
  const firstWay = first === undefined ? { parts: [], isWhole: false } : way(first)
  return {
    raw,
    // An end that came after the head is seen from above Node's own call of it.
    first: sideOf(firstWay, sendOf(firstWay.parts, raw.kind === 'body' ? 'end' : 'writeHead')),
    second: sideOf(way(raw.second), raw.second.operation),
  }
}

function sideOf({ parts, isWhole }: Way, operation: string): LocatedSide {
  return { operation, ...placeOf(parts, operation), path: parts, isWhole }
}
