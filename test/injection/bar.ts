import type { Result } from './examine'
import { type Row, rowOf } from './table'

/** The shares of the conflicts, and of the edits that are offered, below which a run fails. They may only rise. */
type Bar = Pick<Row, 'reported' | 'first' | 'second' | 'fork' | 'accepted' | 'best' | 'right'>

const bars: Readonly<Record<'plain' | 'layered', Bar>> = {
  plain: { reported: 1, first: 0.999, second: 0.999, fork: 0.99, accepted: 0.97, best: 0.93, right: 0.99 },
  layered: { reported: 1, first: 0.999, second: 0.999, fork: 0.98, accepted: 0.97, best: 0.93, right: 0.99 },
}

/** In what a run is below what had been reached, in sentences. */
export function shortfallsOf(results: readonly Result[], isLayered: boolean): string[] {
  const row = rowOf('all', results)
  const bar = bars[isLayered ? 'layered' : 'plain']
  const alarms = results
    .filter(({ outcome }) => outcome === 'false alarm')
    .map(({ mutant }) => `false alarm: ${mutant.name}`)
  const names = Object.keys(bar) as (keyof Bar)[]
  return [
    ...alarms,
    ...names.flatMap(name => {
      const share = shareOf(row, name)
      return share < bar[name]
        ? [`${name}: ${(100 * share).toFixed(2)} %, had been ${100 * bar[name]} %`]
        : []
    }),
  ]
}

function shareOf(row: Row, name: keyof Bar): number {
  const all = name === 'right' ? row.offered : row.conflicts
  return all === 0 ? 1 : row[name] / all
}
