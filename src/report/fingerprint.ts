import { createHash } from 'node:crypto'
import type { LocatedConflict, LocatedSide } from '../locate/locate'
import { linesOf } from '../locate/source-text'

/**
 * Twelve hexadecimal digits that are the same for the same bug. What goes in is what a reader would call the place: the
 * file, the function and the text of the line; not its number, the request, the status or a package's version.
 */
export function fingerprintOf({ raw, first, second }: LocatedConflict): string {
  const identity = JSON.stringify([raw.kind, placeOf(first), placeOf(second)])
  return createHash('sha256').update(identity).digest('hex').slice(0, 12)
}

function placeOf({ site, operation, path }: LocatedSide): unknown[] {
  if (site !== null) {
    const line = linesOf(site)?.[site.line - 1]?.trim()
    return [site.file, site.function, line ?? [site.line, site.column]]
  }
  const frame = path.flatMap(part => part.frames).find(frame => frame.owner === 'package')
  return frame?.owner === 'package'
    ? [frame.package.replace(/(.)@.*$/, '$1'), frame.function, operation]
    : [operation]
}
