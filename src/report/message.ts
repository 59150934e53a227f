import type { LocatedConflict, LocatedSide } from '../locate/locate'
import { escapeUnsafe } from './escape'
import { positionOf } from './position'

/** One sentence: what happened, with both lines. */
export function messageOf({ raw, first, second }: LocatedConflict): string {
  const request = escapeUnsafe(`${raw.request.method} ${raw.request.path}`)
  const late = raw.kind === 'body' ? 'ended' : `answered${raw.status === null ? '' : ` with ${raw.status}`}`
  return `${request} was ${late} ${placeOf(first)}, and again ${placeOf(second)}, where ${refusalOf(raw.second)}.`
}

function placeOf({ site, via, path }: LocatedSide): string {
  if (site !== null) return `by ${escapeUnsafe(via)} at ${positionOf(site)}`
  const frame = path.flatMap(part => part.frames).find(frame => frame.owner === 'package')
  if (frame?.owner === 'package') return `by ${escapeUnsafe(frame.package)}`
  return path.length === 0 ? 'in a way that was not seen' : 'by Node'
}

/** What became of the second attempt: `Node refused setHeader("Content-Type")`. */
export function refusalOf(second: LocatedConflict['raw']['second']): string {
  const header = second.header === undefined ? '' : `"${escapeUnsafe(second.header)}"`
  const operation = `${second.operation}(${header})`
  return second.outcome === 'lost' ? `${operation} was lost without an error` : `Node refused ${operation}`
}
