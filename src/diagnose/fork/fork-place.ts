import type { LocatedConflict } from '../../locate/locate'
import { placeOfListener } from './closures'
import { emitsOnBoth } from './find-fork'
import type { Fork } from './fork'
import { forkInGoneOn } from './gone-on'
import { type ForkPlace, forkAtCallback, forkAtEnd } from './handler-end'
import { forkInLateHandler } from './late-handler'
import { forkAtRegistration } from './left-listener'
import { lineageOf } from './lineage'
import { forkInMiddleware } from './package-fork'
import { isPassedThrough } from './passed-through'
import { forkAtThrow } from './thrown'

/**
 * The place at which a report says that the paths part: that of the fork, but where the fork is a line of the application that only
 * called a package, and they part further in, or where there is none.
 *
 * @param isForError whether an error handler made the second attempt.
 */
export function forkPlaceOf(
  conflict: LocatedConflict,
  fork: Fork | null,
  isForError: boolean,
): ForkPlace | null {
  if (fork !== null && emitsOnBoth(fork)) return placeOfListener(fork) ?? fork
  if (fork !== null && !isPassedThrough(fork)) return fork
  return (
    forkAtEnd(conflict) ??
    forkAtCallback(conflict) ??
    forkAtMiddleware(conflict) ??
    forkInGoneOn(conflict) ??
    (isForError ? forkAtThrow(conflict) : null) ??
    fork ??
    forkAtRegistration(conflict)
  )
}

function forkAtMiddleware(conflict: LocatedConflict): ForkPlace | null {
  const place = forkInMiddleware(lineageOf(conflict.first), lineageOf(conflict.second))
  return place === null ? null : (forkInLateHandler(conflict) ?? place)
}
