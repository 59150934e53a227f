// Puts typical mistakes into correct programs, one at a time, and compares what is reported with what is known: `npm run inject`.
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { makeExaminer, type Result } from './examine'
import { withLayers } from './layers/layers'
import { type Mutant, mutantsOf, shuffled } from './mutants'
import { programs } from './program'
import { makeRunner } from './run/runs'
import { rowOf, rowsOf, tableOf } from './table'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '100' },
    only: { type: 'string', default: '' },
    failures: { type: 'string' },
    layers: { type: 'string', default: '0' },
    lanes: { type: 'string', default: '2' },
  },
})

async function main(): Promise<void> {
  const all = shuffled(
    programs()
      .map(program => (values.layers === '0' ? program : withLayers(program, Number(values.layers))))
      .flatMap(mutantsOf),
    Number(values.seed),
  ).filter(({ name }) => name.includes(values.only))
  const results = await examineAll(all, Number(values.count), Number(values.lanes))
  console.log(
    `${tableOf(
      'mistake',
      rowsOf(results, ({ mutant }) => mutant.operator.name),
    )}\n`,
  )
  console.log(
    `${tableOf('framework', [...rowsOf(results, ({ mutant }) => mutant.program.framework), rowOf('all', results)])}\n`,
  )
  console.log(countsOf(results))
  if (values.failures !== undefined)
    writeFileSync(
      values.failures,
      results
        .map(asLine)
        .filter(line => line !== null)
        .join('\n'),
    )
}

/** Mutants that are drawn at a time. Those of one framework then run one after the other: some change Node's own prototypes. */
const draw = 60

// Takes as many mutants as there have to be conflicts: not every mistake makes one.
async function examineAll(mutants: readonly Mutant[], count: number, lanes: number): Promise<Result[]> {
  const runners = Array.from({ length: lanes }, () => makeRunner())
  const examiners = runners.map(runner => makeExaminer(runner, makeRunner))
  const results: Result[] = []
  const conflicts = () => results.filter(({ outcome }) => /reported/.test(outcome)).length
  const keyOf = ({ program }: Mutant) => `${program.framework} ${program.name}`
  try {
    for (let start = 0; start < mutants.length && conflicts() < count; start += draw) {
      const drawn = mutants.slice(start, start + draw)
      drawn.sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1))
      const share = Math.ceil(drawn.length / lanes)
      await Promise.all(
        examiners.map(async (examine, lane) => {
          for (const mutant of drawn.slice(lane * share, (lane + 1) * share))
            results.push(await examine(mutant))
        }),
      )
      if (process.stderr.isTTY)
        process.stderr.write(`\r${conflicts()} of ${count} conflicts, ${results.length} mutants `)
    }
    return results
  } finally {
    await Promise.all(runners.map(runner => runner.end()))
  }
}

function countsOf(results: readonly Result[]): string {
  const counts = new Map<string, number>()
  for (const result of results) {
    const names = [result.outcome, ...(result.outcome === 'reported' ? [`edit: ${result.edit.verdict}`] : [])]
    for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return [...counts].map(([name, count]) => `${name}: ${count}`).join(', ')
}

function asLine(result: Result): string | null {
  const { mutant, ...rest } = result
  if (result.outcome === 'no conflict') return null
  const { name, file, files } = mutant
  return JSON.stringify({ name, file, text: files.get(file), ...rest })
}

main()
