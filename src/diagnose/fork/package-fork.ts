import type { LocatedSide } from '../../locate/locate'
import { functionsAround, syntaxPositionOf } from '../../source/syntax-position'
import type { Fork } from './fork'
import { isSamePosition } from './frame-comparison'
import type { Step } from './lineage'

/**
 * Where both paths part in one call of a function of a package that sent one of the responses by itself: a middleware that
 * responds and goes on. `null` where it is not so.
 */
export function forkInPackage(
  first: readonly Step[],
  second: readonly Step[],
  sides: readonly LocatedSide[],
): Fork | null {
  let depth = 0
  while (isOneStep(first[depth], second[depth])) depth++
  const [one, other] = [first[depth], second[depth]]
  if (one?.frame.owner !== 'package' || other === undefined || one.frame.path !== other.frame.path)
    return null
  if (!sides.some(side => [one.frame, other.frame].some(frame => isSamePosition(frame, side.site))))
    return null
  const [position, otherPosition] = [syntaxPositionOf(one.frame), syntaxPositionOf(other.frame)]
  if (position === null || otherPosition === null) return null
  const [fn] = functionsAround(position)
  if (fn === undefined || functionsAround(otherPosition)[0] !== fn) return null
  return {
    function: one.frame.function,
    first: one.frame,
    second: other.frame,
    outer: first.slice(0, depth),
    isRun: one.entry !== null,
    firstPath: first.slice(depth + 1),
    secondPath: second.slice(depth + 1),
    isOneStart: false,
    from: 'lineage',
  }
}

function isOneStep(one: Step | undefined, other: Step | undefined): boolean {
  if (one === undefined || other === undefined) return false
  return isSamePosition(one.frame, other.frame) && one.entry?.hop === other.entry?.hop
}
