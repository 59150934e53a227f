import type { Frame } from '../locate/frame'
import { functionsAround, syntaxPositionOf } from '../source/syntax-position'

/** Whether two frames are at one position. */
export function isSamePosition(one: Frame, other: Frame): boolean {
  return one.path === other.path && one.line === other.line && one.column === other.column
}

/** Whether a position comes after another one of the same file. */
export function isLater(one: Frame, other: Frame): boolean {
  return one.line > other.line || (one.line === other.line && one.column > other.column)
}

/** Whether two positions are in the own lines of one function. */
export function isSameFunction(one: Frame, other: Frame): boolean {
  if (one.path !== other.path) return false
  const [spot, otherSpot] = [syntaxPositionOf(one), syntaxPositionOf(other)]
  if (spot === null || otherSpot === null)
    return one.function === other.function && one.function !== '<anonymous>'
  const [fn, otherFn] = [functionsAround(spot)[0], functionsAround(otherSpot)[0]]
  return fn !== undefined && fn === otherFn
}
