import type { Frame } from '../../locate/frame'
import { functionsAround, syntaxPositionOf } from '../../source/syntax-position'

/** Whether two frames are at one position. */
export function isSamePosition(one: Frame | null | undefined, other: Frame | null | undefined): boolean {
  if (one == null || other == null) return false
  return one.path === other.path && one.line === other.line && one.column === other.column
}

/** Whether a position comes after another one of the same file. */
export function isLater(one: Frame, other: Frame): boolean {
  return one.line > other.line || (one.line === other.line && one.column > other.column)
}

/** Whether two positions are in the own lines of one function. Where a file does not parse, its functions' names decide. */
export function isSameFunction(one: Frame | undefined, other: Frame | undefined): boolean {
  if (one === undefined || other === undefined || one.path !== other.path) return false
  // Only the application's files are worth parsing for this.
  if (one.owner !== 'app') return one.function === other.function
  const [position, otherPosition] = [syntaxPositionOf(one), syntaxPositionOf(other)]
  if (position === null || otherPosition === null)
    return one.function === other.function && one.function !== '<anonymous>'
  const [fn, otherFn] = [functionsAround(position)[0], functionsAround(otherPosition)[0]]
  return fn !== undefined && fn === otherFn
}
