import type { Frame } from '../locate/frame'
import type { LocatedConflict, LocatedSide } from '../locate/locate'
import { sendsBody } from '../locate/operation'
import { appSiteOf } from '../locate/site'
import {
  nameOfCall,
  ownerOfParameter,
  type SyntaxPosition,
  syntaxPositionOf,
} from '../source/syntax-position'
import type { Hidden } from './diagnosis'
import { type Fork, forkOf } from './fork'
import { hiddenOf } from './hidden'
import type { Step } from './lineage'

/** Everything that a recogniser may look at. */
export interface Evidence {
  readonly conflict: LocatedConflict
  readonly fork: Fork | null
  /** The syntax at the sites. */
  readonly first: SyntaxPosition | null
  readonly second: SyntaxPosition | null
  /** The two sides as seen from the fork. */
  readonly sides: { readonly first: ForkSide; readonly second: ForkSide } | null
  readonly hidden: Hidden | null
}

/** One side of a fork. */
export interface ForkSide {
  readonly frame: Frame
  readonly position: SyntaxPosition | null
  /** The calls from the fork to the send. */
  readonly path: readonly Step[]
  /** Whether that is known; where only the source told of the fork, the way is empty. */
  readonly isFollowed: boolean
  /** What handed the work on between the fork and the application's last line, awaits apart: `setTimeout`, `file system`. */
  readonly asyncReasons: readonly string[]
  /** Whether the fork calls what a framework gave it to go on with. */
  readonly isNext: boolean
  /** Whether the fork calls a function of the application that it was given as a parameter. */
  readonly isCallback: boolean
}

export function evidenceOf(conflict: LocatedConflict): Evidence {
  const fork = forkOf(conflict)
  return {
    conflict,
    fork,
    first: sitePositionOf(conflict.first),
    second: sitePositionOf(conflict.second),
    sides:
      fork === null
        ? null
        : {
            first: sideOf(fork.first, fork.firstPath, fork.from === 'lineage'),
            second: sideOf(fork.second, fork.secondPath, fork.from === 'lineage'),
          },
    hidden: hiddenOf(conflict),
  }
}

function sitePositionOf(side: LocatedSide): SyntaxPosition | null {
  const site = appSiteOf(side)
  return site === null ? null : syntaxPositionOf(site)
}

function sideOf(frame: Frame, path: readonly Step[], isFollowed: boolean): ForkSide {
  const position = syntaxPositionOf(frame)
  const given = position?.call?.callee
  const isGiven =
    given?.type === 'Identifier' && position !== null && ownerOfParameter(position, given.name) !== null
  const called = path[0]
  return {
    frame,
    position,
    path,
    isFollowed,
    asyncReasons: toApplication(path).flatMap(step =>
      step.entry === null || step.entry.reason === 'await' ? [] : [step.entry.reason],
    ),
    isNext: isGiven && called?.frame.owner === 'package' && called.entry === null,
    isCallback: isGiven && called?.frame.owner === 'app',
  }
}

// Past the application's last line a package works for that line: `res.render` that waits for its template is one answer, and
// nothing else of the application runs meanwhile because of it.
function toApplication(path: readonly Step[]): readonly Step[] {
  return path.slice(0, path.findLastIndex(step => step.frame.owner === 'app') + 1)
}

/** Whether both sides are the same place of one function. */
export function isOnePosition({
  first,
  second,
}: {
  readonly first: ForkSide
  readonly second: ForkSide
}): boolean {
  return first.frame.line === second.frame.line && first.frame.column === second.frame.column
}

/** The package that made a send by itself, `koa@3.3.0`; `null` for a line of the application, and for Node. */
export function responderOf(side: LocatedSide): string | null {
  return appSiteOf(side) === null ? side.responder : null
}

/** A side in a sentence: `res.json (src/company.js:14)`. */
export function describe(side: LocatedSide): string {
  const site = appSiteOf(side)
  const { via } = side
  return site === null ? via : `${via} (${formatPosition(site)})`
}

/** A place in a sentence: `src/company.js:14`. */
export function formatPosition({ file, line, isGenerated }: Frame): string {
  return isGenerated ? `${file}, line ${line} of the code made from it` : `${file}:${line}`
}

export { nameOfCall, sendsBody }
