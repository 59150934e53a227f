import { createHash } from 'node:crypto'
import type { Frame } from '../locate/frame'
import type { LocatedConflict, LocatedSide } from '../locate/locate'
import { projectFileOf } from '../locate/project'
import { linesOf } from '../source/source-text'

/**
 * Twelve hexadecimal digits that are the same for the same bug. What goes in is what a reader would call the place: the
 * file, the function and the text of the line; not its number, the request, the status or a package's version.
 */
export function fingerprintOf({ raw, first, second }: LocatedConflict): string {
  const identity = JSON.stringify([raw.kind, placeOf(first), placeOf(second)])
  return createHash('sha256').update(identity).digest('hex').slice(0, 12)
}

/** What makes the place of an attempt the same at every load, as JSON can have it. */
export function placeOf({ site, operation }: LocatedSide): unknown[] {
  if (site === null) return [operation]
  const place = [projectFileOf(site), site.function, ...lineOf(site)]
  return site.owner === 'package' ? [nameOf(site.package), ...place] : place
}

// `express`, of `express@5.3.0`.
function nameOf(description: string): string {
  return description.replace(/(.)@.*$/, '$1')
}

// Handlers are often identical: the position among the file's equal lines distinguishes them.
function lineOf(site: Frame): unknown[] {
  const lines = linesOf(site)
  const line = lines?.[site.line - 1]
  if (lines === null || line === undefined) return [site.line, site.column]
  const text = line.trim()
  const alike = lines.slice(0, site.line - 1).filter(other => other.trim() === text).length
  return [text, alike, site.column - line.indexOf(text)]
}

/**
 * Whether a conflict says by itself which bug it is. Where its first send or a path was not recorded, the line of a side may
 * be another one than the line that an exact conflict of the same bug has.
 */
export function isIdentityKnown({ raw, first, second }: LocatedConflict): boolean {
  return (
    raw.first !== undefined && [first, second].every(side => raw.trace !== undefined || isSiteKnown(side))
  )
}

function isSiteKnown({ site, path, isComplete }: LocatedSide): boolean {
  return isComplete || (site?.owner === 'app' && path[0]?.frames.includes(site) === true)
}
