// Runs somebody else's test suite without the preload and with it, and lists what newly fails.
import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { counted, newlyFailing } from './compare.mjs'
import { eachFile } from './each.mjs'
import { wholeSuite } from './suite.mjs'

const usage = `test/foreign/run FOLDER [options] -- COMMAND …
test/foreign/run FOLDER [options] --each 'test/parallel/test-http-*.js'

Runs the tests of an installed checkout without the preload and with it, and compares them test by test. What newly fails
is run once more in both modes, and listed if it does so again. The exit status is 1 then, and 2 when nothing could be run.

COMMAND …       The suite's command. Read from what it prints: TAP (node --test-reporter=tap, tape, tap), JSON
                (mocha --reporter json, jest --json, vitest --reporter=json), mocha's spec. Otherwise its exit status.
--each GLOB     Each file is a test, run by Node with the flags of its '// Flags:'; its exit status is the result.
                Given again for more.
--not GLOB      Files of these that are left out.
--compare-output  What a file prints is compared too, without its numbers.
--preload FILE  Default: this package as built.
--node FILE     The Node that runs them, under the name 'node' too. Default: the one at hand.
--jobs N        Files at a time. Default: one for each core.
--timeout S     Seconds after which a file, or the suite, has failed. Default: 60, or 1200.`

const options = {
  each: { type: 'string', multiple: true },
  not: { type: 'string', multiple: true },
  'compare-output': { type: 'boolean' },
  preload: { type: 'string', default: fileURLToPath(new URL('../../dist/register.js', import.meta.url)) },
  node: { type: 'string', default: process.execPath },
  jobs: { type: 'string', default: String(availableParallelism()) },
  timeout: { type: 'string' },
  help: { type: 'boolean' },
}

/** Runs what the command line asks for, and sets the exit status. */
export async function main(args) {
  try {
    process.exitCode = await run(args)
  } catch (error) {
    console.error(error.message)
    process.exitCode = 2
  }
}

async function run(args) {
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
  const [folder, ...command] = positionals
  if (values.help || folder === undefined || (command.length === 0) === (values.each === undefined)) {
    console.log(usage)
    return values.help ? 0 : 2
  }
  const given = {
    folder: resolve(folder),
    node: resolve(values.node),
    modes: { without: fileURLToPath(new URL('empty.cjs', import.meta.url)), with: resolve(values.preload) },
    jobs: Number(values.jobs),
    timeout: Number(values.timeout ?? (values.each ? 60 : 1200)) * 1000,
    comparesOutput: values['compare-output'] === true,
  }
  const runs = values.each ? eachFile(given, values.each, values.not ?? []) : wholeSuite(given, command)

  const without = await show('without', runs('without'))
  const withIt = await show('with', runs('with'))
  if (without.results.size === 0) throw new Error('no tests were found')
  let failing = newlyFailing(without.results, withIt.results)
  if (failing.length > 0) {
    console.log(`once more, as these newly fail:\n${failing.map(name => `  ${name}`).join('\n')}`)
    const again = await show('without', runs('without', failing))
    const andWith = await show('with', runs('with', failing))
    const anew = new Set(newlyFailing(again.results, andWith.results))
    failing = failing.filter(name => anew.has(name))
    for (const name of failing)
      console.log(`\nnewly fails: ${name}\n${andWith.results.get(name)?.reason ?? ''}`)
  }
  for (const line of new Set(withIt.warnings)) console.log(`said by the preload: ${line}`)
  console.log(failing.length === 0 ? 'nothing newly fails' : `newly failing: ${failing.length}`)
  return failing.length === 0 ? 0 : 1
}

async function show(mode, running) {
  const start = performance.now()
  const run = await running
  const { passed, failed, skipped } = counted(run.results)
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  const reports = mode === 'with' ? `, ${run.reports} reports` : ''
  console.log(
    `${mode.padEnd(8)}${passed} passed, ${failed} failed, ${skipped} skipped in ${seconds} s${reports}`,
  )
  return run
}
