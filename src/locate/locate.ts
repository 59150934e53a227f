import type { Stack } from '../capture/stack'
import type { RawConflict } from '../detect/raw-conflict'
import { callSitesOf } from './call-sites'
import { frameOf } from './frame'
import { sendOf } from './operation'
import { type Place, placeOf } from './site'
import type { OnUnusable } from './source-map'
import { type Part, wayOf } from './way'

/** One side of a conflict, found in the source. */
export interface LocatedSide extends Place {
  readonly operation: string
  readonly path: readonly Part[]
}

/** A conflict whose two sides have been found in the source. */
export interface LocatedConflict {
  readonly raw: RawConflict
  readonly first: LocatedSide
  readonly second: LocatedSide
}

/** Finds both sides of a conflict in the files that the author wrote. */
export function locate(raw: RawConflict, onUnusable?: OnUnusable): LocatedConflict {
  const firstWay = raw.first === undefined ? [] : read(raw.first.stack, onUnusable)
  return {
    raw,
    first: sideOf(firstWay, sendOf(firstWay)),
    second: sideOf(read(raw.second.stack, onUnusable), raw.second.operation),
  }
}

function read(stack: Stack, onUnusable?: OnUnusable): Part[] {
  return wayOf(callSitesOf(stack), call => frameOf(call, onUnusable))
}

function sideOf(path: readonly Part[], operation: string): LocatedSide {
  return { operation, ...placeOf(path, operation), path }
}
