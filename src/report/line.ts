import type { Conflict, Site } from './conflict'
import { escapeUnsafe } from './printable'

/** What a line is made from: a conflict, or a finding of `check`. */
interface Lines extends Pick<Conflict, 'message' | 'cause'> {
  readonly first: { readonly site: Site | null }
  readonly second: { readonly site: Site | null }
}

/**
 * A conflict as one line that editors, problem matchers and agents read, as compilers write theirs:
 * `file:line:col: message [cause] (first: file:line:col)`. It begins with the place of the second attempt, or with that of the
 * first where the second has none.
 */
export function lineOf({ first, second, message, cause }: Lines): string {
  const place = second.site ?? first.site
  const other = second.site === null || first.site === null ? '' : ` (first: ${placeOf(first.site)})`
  const text = message.replace(/\.$/, '')
  return escapeUnsafe(`${place === null ? 'node:1:1' : placeOf(place)}: ${text} [${cause}]${other}`)
}

function placeOf({ file, line, column }: Site): string {
  return `${file}:${line}:${column}`
}
