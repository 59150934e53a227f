import { createHash } from 'node:crypto'
import type { LocatedConflict, LocatedSide } from '../locate/locate'
import { projectFileOf } from '../locate/project'
import { linesOf } from '../source/source-text'

/** A call as a fingerprint knows it, by its position in the file that the author wrote. */
interface Place {
  /** The file as it is shown, and as a path to it. */
  readonly file: string
  readonly path: string
  readonly function: string
  readonly line: number
  readonly column: number
}

/**
 * Twelve hexadecimal digits that are the same for the same bug. What goes in is what a reader would call the place: the
 * file, the function and the text of the line; not its number, the request, the status or a package's version.
 */
export function fingerprintOf({ raw, first, second }: LocatedConflict): string {
  return hashOf([raw.kind, placeOf(first), placeOf(second)])
}

/** The fingerprint that a conflict of two known places of the application, the first and the second, will have. */
export function fingerprintAhead(
  kind: 'headers' | 'body',
  places: readonly Place[],
  lines: readonly string[],
): string {
  return hashOf([kind, ...places.map(place => identityOf(place, lines))])
}

function hashOf(identity: unknown): string {
  return createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 12)
}

/** What makes the place of an attempt the same at every load, as JSON can have it. */
export function placeOf({ site, operation }: LocatedSide): unknown[] {
  if (site === null) return [operation]
  const place = identityOf(site, linesOf(site))
  return site.owner === 'package' ? [nameOf(site.package), ...place] : place
}

// `express`, of `express@5.3.0`.
function nameOf(description: string): string {
  return description.replace(/(.)@.*$/, '$1')
}

// Handlers are often identical: the position among the file's equal lines distinguishes them.
function identityOf(place: Place, lines: readonly string[] | null): unknown[] {
  const line = lines?.[place.line - 1]
  const named = [projectFileOf(place), place.function]
  if (lines === null || line === undefined) return [...named, place.line, place.column]
  const text = line.trim()
  const alike = lines.slice(0, place.line - 1).filter(other => other.trim() === text).length
  return [...named, text, alike, place.column - line.indexOf(text)]
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
