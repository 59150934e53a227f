import type { LocatedConflict, LocatedSide } from '../locate/locate'
import { appSiteOf } from '../locate/site'
import { type SyntaxPosition, syntaxPositionOf } from '../source/syntax-position'
import { forkOf } from './fork/find-fork'
import type { Fork } from './fork/fork'
import { isPassedThrough } from './fork/passed-through'
import { type Reading, shapeOf } from './shape/fork-shape'
import { type ForkSides, sidesOf } from './shape/side'

/** Everything that a cause may go by. */
export interface Evidence extends Reading {
  readonly conflict: LocatedConflict
  readonly fork: Fork | null
  /** The last line of the application on both paths, where they part in packages behind it, of which one responded by itself. */
  readonly passed: Fork | null
  /** The syntax at the sites. */
  readonly first: SyntaxPosition | null
  readonly second: SyntaxPosition | null
  /** The two sides as seen from the fork. */
  readonly sides: ForkSides | null
}

export function evidenceOf(conflict: LocatedConflict): Evidence {
  const found = forkOf(conflict)
  const isLeftToPackage = found !== null && isPassedThrough(found) && isByPackage(conflict)
  const fork = isLeftToPackage ? null : found
  const passed = isLeftToPackage ? found : null
  const sides = fork === null ? null : sidesOf(fork, conflict.first, conflict.second)
  const sites = { first: sitePositionOf(conflict.first), second: sitePositionOf(conflict.second) }
  return { conflict, fork, passed, ...sites, sides, ...shapeOf(conflict, fork, sides, sites) }
}

// What a framework does by itself behind a `next()` is not the work of what has called that.
function isByPackage({ first, second }: LocatedConflict): boolean {
  return [first, second].some(({ site }) => site?.owner === 'package')
}

function sitePositionOf(side: LocatedSide): SyntaxPosition | null {
  const site = appSiteOf(side)
  return site === null ? null : syntaxPositionOf(site)
}
