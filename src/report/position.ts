import type { Frame } from '../locate/frame'
import { escapeUnsafe } from './escape'

/** A position as people read and click it: `src/company.js:14:23`. */
export function positionOf({ file, line, column, isGenerated }: Frame): string {
  const position = isGenerated
    ? `${file} (${line}:${column} of the code made from it)`
    : `${file}:${line}:${column}`
  return escapeUnsafe(position)
}
