// Puts typical mistakes into correct programs, one at a time, and compares what is reported with what is known: `npm run inject`.
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { allPrograms } from './all-programs'
import { shortfallsOf } from './bar'
import { writeTables } from './document'
import { makeExaminer, type Result } from './examine'
import { withLayers } from './layers/layers'
import { type Mutant, mutantsOf, shuffled } from './mutants'
import { makeRunner } from './run/runs'
import { summaryOf } from './table'

const { values } = parseArgs({
  options: {
    /** Which mutants come first. */
    seed: { type: 'string', default: '1' },
    /** How many conflicts there have to be. */
    count: { type: 'string', default: '100' },
    /** A part of the names of the mutants: `raw-async`, `else dropped`. */
    only: { type: 'string', default: '' },
    /** How many ordinary layers stand in front of each program. */
    layers: { type: 'string', default: '0' },
    /** How many mutants are examined at a time. */
    lanes: { type: 'string', default: '2' },
    /** A file for what is known of each mutant, a JSON object a line. */
    failures: { type: 'string' },
    /** Puts the tables into docs/reliability.md. */
    write: { type: 'boolean', default: false },
    /** Fails where less is right than had been. */
    strict: { type: 'boolean', default: false },
  },
})

/** Mutants that are drawn at a time. Those of one framework run one after the other: some change Node's own prototypes. */
const draw = 60

async function main(): Promise<void> {
  const layers = Number(values.layers)
  const bases = allPrograms().map(program => (layers === 0 ? program : withLayers(program, layers)))
  const mutants = shuffled(bases.flatMap(mutantsOf), Number(values.seed))
  const chosen = mutants.filter(({ name }) => name.includes(values.only))
  const results = await examineAll(chosen, Number(values.count), Number(values.lanes))
  const summary = summaryOf(results)
  console.log(summary)
  if (values.write) writeTables(summary)
  if (values.failures !== undefined) writeFileSync(values.failures, results.flatMap(lineOf).join('\n'))
  const shortfalls = values.strict ? shortfallsOf(results, layers > 0) : []
  if (shortfalls.length === 0) return
  console.error(`\n${shortfalls.join('\n')}`)
  process.exitCode = 1
}

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
      process.stderr.write(`${conflicts()} conflicts of ${count}, ${results.length} mutants\n`)
    }
    return results
  } finally {
    await Promise.all(runners.map(runner => runner.end()))
  }
}

function lineOf(result: Result): string[] {
  if (result.outcome === 'no conflict') return []
  const { mutant, ...rest } = result
  const { name, file, files } = mutant
  return [JSON.stringify({ name, file, text: files.get(file), ...rest })]
}

main()
