import { execFileSync, spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { register, root } from '../examples/run.mjs'
import { once } from './program'
import { node } from './run-node'

const examples = join(root, 'examples/testing')
const { scripts } = JSON.parse(readFileSync(join(examples, 'package.json'), 'utf8'))

/** What keeps a runner from failing a test for being slow, on a busy machine. */
const limits: Readonly<Record<string, string>> = {
  jest: '--testTimeout=100000',
  mocha: '--timeout=100000',
  vitest: '--testTimeout=100000',
}

/** Runs a script of the examples as npm would, on the Node that is tested. */
async function runScript(name: string, directory: string, environment: NodeJS.ProcessEnv = {}) {
  const [command = '', ...args] = scripts[name].split(' ')
  const limit = limits[command] ?? []
  const program = command === 'node' ? [] : [realpathSync(join(root, 'node_modules/.bin', command))]
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([key]) => !/^(VITEST|NODE_|HEADERS_TRACE|JEST|TEST$|CI$)/.test(key)),
  )
  const child = spawn(node, [...program, ...args.concat(limit)], {
    cwd: directory,
    env: { ...env, NO_COLOR: '1', HEADERS_TRACE_OUTPUT: '/dev/null', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', text => {
      printed += text
    })
  const code = await new Promise(resolve => child.once('close', resolve))
  return { code, printed: stripVTControlCharacters(printed) }
}

/** A baseline that `headers-trace baseline` has written of a run of the application without any runner. */
const baseline = once(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'headers-trace-'))
  const reports = join(folder, 'reports.ndjson')
  const request = `require('supertest')(require(${JSON.stringify(join(examples, 'app.js'))})).get('/company/atlantis').end(() => {})`
  const env = { ...process.env, HEADERS_TRACE_FORMAT: 'json', HEADERS_TRACE_OUTPUT: reports }
  execFileSync(node, ['--require', register, '-e', request], { cwd: examples, env })
  execFileSync(node, [join(root, 'dist/src/tools/cli/main.js'), 'baseline', 'reports.ndjson'], {
    cwd: folder,
  })
  return join(folder, 'headers-trace-baseline.json')
})

// Below the examples, where the same packages are found.
let fixed: string
beforeAll(() => {
  fixed = mkdtempSync(join(examples, '.fixed-'))
  const isOwn = (path: string) => !/node_modules|\.fixed-/.test(path.slice(examples.length))
  for (const entry of ['app.js', 'package.json', 'node-test', 'vitest', 'jest', 'mocha'])
    cpSync(join(examples, entry), join(fixed, entry), { recursive: true, filter: isOwn })
  const file = join(fixed, 'app.js')
  writeFileSync(file, readFileSync(file, 'utf8').replace('res.status(404)', 'return res.status(404)'))
})
afterAll(() => rmSync(fixed, { recursive: true }))

describe.each(Object.keys(scripts))('with %s', runner => {
  test('a second response is one failing test, which says so in a sentence', async () => {
    const { code, printed } = await runScript(runner, examples)
    expect(code, printed).not.toBe(0)
    expect(printed).toContain(
      'GET /company/atlantis got its response from res.json (app.js:11); showCompany went on and responded again with res.json (app.js:13)',
    )
    expect(printed).toContain('Return after the first response (app.js:11)')
    // The run goes on to the test after it.
    expect(printed).toMatch(/[#ℹ] pass 1\n[#ℹ] fail 1|1 failed(?:, | \| )1 passed|1 passing[\s\S]*1 failing/)
    expect(printed).not.toMatch(/GET \/company\/acme (was|got)/)
  })

  test('it passes where the baseline, which is that of no runner, has the bug', async () => {
    const { code, printed } = await runScript(runner, examples, { HEADERS_TRACE_BASELINE: await baseline() })
    expect(code, printed).toBe(0)
  })

  test('it passes where the program has been fixed', async () => {
    const { code, printed } = await runScript(runner, fixed)
    expect(code, printed).toBe(0)
  })
})

test('each folder of a runner has a script', () => {
  const text = readFileSync(join(examples, 'README.md'), 'utf8')
  const named = [...text.matchAll(/`npm run (\w+)`/g)].map(([, name]) => name)
  expect(named.sort()).toEqual(Object.keys(scripts).sort())
})
