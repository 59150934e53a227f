import type { Frame } from '../../locate/frame'
import type { LocatedConflict } from '../../locate/locate'
import { isSameFunction, isSamePosition } from './frame-comparison'
import type { ForkPlace } from './handler-end'
import { lineageOf } from './lineage'

/**
 * Where an error handler made the second attempt: the innermost function that led to the first response and was on the error's
 * stack. `null` where none was, as far as is known.
 */
export function forkAtThrow(conflict: LocatedConflict): ForkPlace | null {
  const steps = lineageOf(conflict.first).toReversed()
  for (const { kind, thrownIn } of conflict.held ?? []) {
    if (kind === 'local') continue
    for (const thrown of thrownIn) {
      const step = steps.find(({ frame }) => isSameFunction(frame, thrown))
      if (step === undefined) continue
      return isSamePosition(step.frame, thrown) ? null : placeOf(step.frame, thrown)
    }
  }
  return null
}

function placeOf(first: Frame, thrown: Frame): ForkPlace {
  return { function: first.function, first, second: { ...thrown, function: first.function } }
}
