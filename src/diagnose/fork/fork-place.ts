import type { LocatedConflict } from '../../locate/locate'
import type { Fork } from './fork'
import { isSamePosition } from './frame-comparison'
import { type ForkPlace, forkAtCallback, forkAtEnd } from './handler-end'
import { lineageOf } from './lineage'
import { forkInMiddleware } from './package-fork'
import { isRepeated } from './repeated'

/**
 * The place at which a report says that the paths part: that of the fork, but where the fork is a line of the application that only
 * called a package, and they part further in, or where there is none.
 */
export function forkPlaceOf(conflict: LocatedConflict, fork: Fork | null): ForkPlace | null {
  if (fork !== null && !isPassedThrough(fork)) return fork
  return (
    forkAtEnd(conflict) ??
    forkAtCallback(conflict) ??
    forkInMiddleware(lineageOf(conflict.first), lineageOf(conflict.second)) ??
    fork
  )
}

function isPassedThrough({ first, second, isOneStart, from, firstPath, secondPath }: Fork): boolean {
  if (!isSamePosition(first, second) || isOneStart || from !== 'lineage' || isRepeated(first)) return false
  return [firstPath, secondPath].every(path => path[0]?.frame.owner === 'package')
}
