import { afterAll, expect, test } from 'vitest'
import { allPrograms } from './all-programs'
import { makeExaminer } from './examine'
import { mutantsOf, shuffled } from './mutants'
import { makeRunner } from './run/runs'

/** How many mutants are drawn, some of which make no conflict; `npm run inject` takes more. */
const count = 24

const runner = makeRunner()
afterAll(() => runner.end())

const examine = makeExaminer(runner, makeRunner)
const drawn = shuffled(allPrograms().flatMap(mutantsOf), 1).slice(0, count)
drawn.sort((one, other) => (one.program.framework < other.program.framework ? -1 : 1))

test.each(drawn.map(mutant => ({ name: mutant.name, mutant })))('$name', async ({ mutant }) => {
  const result = await examine(mutant)
  expect(result.outcome).not.toMatch(/not reported|false alarm|does not run/)
  if (result.outcome !== 'reported') return
  const { verdict, edit } = result
  expect(verdict).toMatchObject({ first: true, second: true })
  expect(verdict.fork).toBe(true)
  expect(verdict.cause).toMatch(/best|accepted/)
  expect(edit.verdict).toMatch(/right|none/)
})
