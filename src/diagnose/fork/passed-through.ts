import type { Fork } from './fork'
import { isSamePosition } from './frame-comparison'
import { isRepeated } from './repeated'

/** Whether a fork is a line of the application by which both paths only came to a package: `next()`. They part further in. */
export function isPassedThrough({ first, second, isOneStart, from, firstPath, secondPath }: Fork): boolean {
  if (!isSamePosition(first, second) || isOneStart || from !== 'lineage' || isRepeated(first)) return false
  return [firstPath, secondPath].every(path => path[0]?.frame.owner === 'package')
}
