import type { Result } from './examine'

/** The figures of a group of mutants. */
export interface Row {
  readonly name: string
  readonly conflicts: number
  readonly reported: number
  readonly first: number
  readonly second: number
  readonly fork: number
  readonly accepted: number
  readonly best: number
  readonly possible: number
  readonly offered: number
  readonly right: number
  readonly wrong: number
}

/** A row for each group, in the order in which they come, and one for all. */
export function rowsOf(results: readonly Result[], groupOf: (result: Result) => string): Row[] {
  const groups = new Map<string, Result[]>()
  for (const result of results) groups.set(groupOf(result), [...(groups.get(groupOf(result)) ?? []), result])
  return [...groups].map(([name, group]) => rowOf(name, group)).filter(({ conflicts }) => conflicts > 0)
}

export function rowOf(name: string, results: readonly Result[]): Row {
  const reported = results.filter(result => result.outcome === 'reported')
  const count = (isCounted: (result: (typeof reported)[number]) => boolean) =>
    reported.filter(isCounted).length
  const conflicts = reported.length + results.filter(({ outcome }) => outcome === 'not reported').length
  return {
    name,
    conflicts,
    reported: reported.length,
    first: count(({ verdict }) => verdict.first),
    second: count(({ verdict }) => verdict.second),
    fork: count(({ verdict }) => verdict.fork),
    accepted: count(({ verdict }) => verdict.cause === 'accepted' || verdict.cause === 'best'),
    best: count(({ verdict }) => verdict.cause === 'best'),
    possible: results.filter(
      ({ outcome, mutant }) => mutant.operator.isRepairable && /reported/.test(outcome),
    ).length,
    offered: count(({ edit }) => edit.verdict !== 'none'),
    right: count(({ edit }) => edit.verdict === 'right'),
    wrong: count(({ edit }) => edit.verdict !== 'right' && edit.verdict !== 'none'),
  }
}

/** The rows as a table of Markdown, shares of the conflicts in percent. */
export function tableOf(head: string, rows: readonly Row[]): string {
  const titles = [
    head,
    'conflicts',
    'reported',
    'first line',
    'second line',
    'fork',
    'cause accepted',
    'cause best',
    'edit possible',
    'edits',
    'right',
    'wrong',
  ]
  const lines = rows.map(row => {
    const share = (count: number) => percent(count, row.conflicts)
    const {
      name,
      conflicts,
      reported,
      first,
      second,
      fork,
      accepted,
      best,
      possible,
      offered,
      right,
      wrong,
    } = row
    return [
      name,
      conflicts,
      share(reported),
      share(first),
      share(second),
      share(fork),
      share(accepted),
      share(best),
      possible,
      offered,
      right,
      wrong,
    ]
  })
  return [titles, titles.map((_, index) => (index === 0 ? '---' : '--:')), ...lines]
    .map(line => `| ${line.join(' | ')} |`)
    .join('\n')
}

function percent(count: number, all: number): string {
  if (all === 0) return '–'
  const share = (100 * count) / all
  return count === all ? '100' : share.toFixed(share > 99 ? 2 : 1)
}
