import type { LocatedConflict, LocatedSide } from '../locate/locate'
import { appSiteOf } from '../locate/site'
import { type SyntaxPosition, syntaxPositionOf } from '../source/syntax-position'
import { forkOf } from './fork/find-fork'
import type { Fork } from './fork/fork'
import { type Reading, shapeOf } from './shape/fork-shape'
import { type ForkSides, sidesOf } from './shape/side'

/** Everything that a cause may go by. */
export interface Evidence extends Reading {
  readonly conflict: LocatedConflict
  readonly fork: Fork | null
  /** The syntax at the sites. */
  readonly first: SyntaxPosition | null
  readonly second: SyntaxPosition | null
  /** The two sides as seen from the fork. */
  readonly sides: ForkSides | null
}

export function evidenceOf(conflict: LocatedConflict): Evidence {
  const fork = forkOf(conflict)
  const sides = fork === null ? null : sidesOf(fork, conflict.first, conflict.second)
  const sites = { first: sitePositionOf(conflict.first), second: sitePositionOf(conflict.second) }
  return { conflict, fork, ...sites, sides, ...shapeOf(conflict, fork, sides, sites) }
}

function sitePositionOf(side: LocatedSide): SyntaxPosition | null {
  const site = appSiteOf(side)
  return site === null ? null : syntaxPositionOf(site)
}
