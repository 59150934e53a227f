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

function placeOf({ site, operation }: LocatedSide): unknown[] {
  if (site === null) return [operation]
  const place = [projectFileOf(site), site.function, ...lineOf(site)]
  return site.owner === 'package' ? [nameOf(site.package), ...place] : place
}

// `express`, of `express@5.3.0`.
function nameOf(description: string): string {
  return description.replace(/(.)@.*$/, '$1')
}

// Handlers are often alike to the letter: which of the file's equal lines it is tells them apart.
function lineOf(site: Frame): unknown[] {
  const lines = linesOf(site)
  const line = lines?.[site.line - 1]
  if (lines === null || line === undefined) return [site.line, site.column]
  const text = line.trim()
  const alike = lines.slice(0, site.line - 1).filter(other => other.trim() === text).length
  return [text, alike, site.column - line.indexOf(text)]
}
