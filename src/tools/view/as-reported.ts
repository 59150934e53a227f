import type { Conflict } from '../../report/conflict'
import type { Source, SourceOf } from './source'

type Side = Conflict['first'] | Conflict['second']

/**
 * The source of a file as a conflict saw it; `null` where what is there now may be something else: it has been changed since
 * and does not have the call that was reported at its place.
 */
export function asReported(conflict: Conflict, file: string, sourceOf: SourceOf): Source | null {
  const sides = [conflict.first, conflict.second].filter(side => side.site?.file === file)
  if (sides.some(({ site }) => site?.generated === true)) return null
  const source = sourceOf(file)
  if (source === null || !sides.every(side => hasPlace(source, side))) return null
  const isUnchanged = source.changed <= Date.parse(conflict.time)
  return isUnchanged || (sides.length > 0 && sides.every(side => hasCall(source, side))) ? source : null
}

function hasPlace({ lines }: Source, { site }: Side): boolean {
  return site !== null && site.column <= (lines[site.line - 1] ?? '').length
}

function hasCall({ lines }: Source, { site, via }: Side): boolean {
  const name = via.slice(via.lastIndexOf('.') + 1)
  const text = lines[(site?.line ?? 0) - 1] ?? ''
  return text.startsWith(name, (site?.column ?? 0) - 1)
}
