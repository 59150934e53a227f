import { operators } from './all-operators'
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

/** What came of all mutants, by mistake and by framework, in Markdown. */
export function summaryOf(results: readonly Result[]): string {
  const names = operators.map(({ name }) => name)
  const frameworks = [...new Set(results.map(({ mutant }) => mutant.program.framework))].sort()
  const all = rowOf('all', results)
  return [
    tableOf('mistake', [...rowsOf(results, names, ({ mutant }) => mutant.operator.name), all]),
    tableOf('framework', [...rowsOf(results, frameworks, ({ mutant }) => mutant.program.framework), all]),
    `Mutants: ${countsOf(results.map(({ outcome }) => outcome))}.`,
    `Edits: ${countsOf(results.flatMap(result => (result.outcome === 'reported' ? [result.edit.verdict] : [])))}.`,
    `Candidates where no edit was certain: ${countsOf(results.flatMap(result => (result.outcome === 'reported' ? result.candidates.map(({ verdict }) => verdict) : [])))}.`,
    `Sentences that the source contradicts: ${results.filter(result => result.outcome === 'reported' && result.complaints.length > 0).length}.`,
  ].join('\n\n')
}

function countsOf(words: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts]
    .sort(([, one], [, other]) => other - one)
    .map(([word, count]) => `${word} ${count}`)
    .join(', ')
}

function rowsOf(
  results: readonly Result[],
  names: readonly string[],
  nameOf: (result: Result) => string,
): Row[] {
  return names
    .map(name =>
      rowOf(
        name,
        results.filter(result => nameOf(result) === name),
      ),
    )
    .filter(({ conflicts }) => conflicts > 0)
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

// Shares of the conflicts in percent.
function tableOf(head: string, rows: readonly Row[]): string {
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
