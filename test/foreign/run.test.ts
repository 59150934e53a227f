import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { folderOf, node, root } from '../program'
import { resultsIn } from './results.mjs'

function compare(...args: string[]): Promise<{ code: unknown; stdout: string }> {
  return new Promise(resolve => {
    const options = { env: { PATH: process.env.PATH } }
    execFile(join(root, 'test/foreign/run'), ['--node', node, ...args], options, (error, stdout) =>
      resolve({ code: error?.code ?? 0, stdout }),
    )
  })
}

/** A preload that two of these four tests do not bear. */
const checkout = {
  'preload.cjs': 'globalThis.preloaded = true',
  'test/a.js': "// Flags: --expose-gc\nif (typeof gc !== 'function') throw new Error('no gc')",
  'test/b.js': "if (globalThis.preloaded) throw new Error('preloaded')",
  'test/c.js': "throw new Error('always')",
  'test/d.js': "console.log('1..0 # Skipped: not here')",
  'suite.js': `
const { describe, test } = require('node:test')
describe('preloads', () => {
  test('are borne', () => {})
  test('are not borne', () => { if (globalThis.preloaded) throw new Error('preloaded') })
  test('are indifferent', () => { throw new Error('always') })
})`,
}

describe('a suite of somebody else', () => {
  test('is compared file by file', async () => {
    const folder = folderOf(checkout)
    const { code, stdout } = await compare(
      folder,
      '--preload',
      join(folder, 'preload.cjs'),
      '--each',
      'test/*.js',
    )
    expect(stdout).toMatch(/^without 2 passed, 1 failed, 1 skipped in .*\nwith {4}1 passed, 2 failed, 1 /)
    expect(stdout.match(/^newly fails: .*/gm)).toEqual(['newly fails: test/b.js'])
    expect(code).toBe(1)
  })

  test('is compared test by test', async () => {
    const folder = folderOf(checkout)
    const args = ['--preload', join(folder, 'preload.cjs'), '--', 'node', '--test-reporter=tap', 'suite.js']
    const { code, stdout } = await compare(folder, ...args)
    expect(stdout.match(/^newly fails: .*/gm)).toEqual(['newly fails: preloads > are not borne'])
    expect(code).toBe(1)
  })

  test('may fail as it did without', async () => {
    const { code, stdout } = await compare(folderOf(checkout), '--each', 'test/*.js', '--not', 'test/b.js')
    expect(stdout).toMatch(/\nnothing newly fails\n$/)
    expect(code).toBe(0)
  })

  test('must be there', async () => {
    const { code } = await compare(folderOf(checkout), '--each', 'test/*.ts')
    expect(code).toBe(2)
  })
})

describe('results are read', () => {
  const read = (text: string) =>
    Object.fromEntries([...resultsIn(text)].map(([title, { status }]) => [title, status]))

  test('from the TAP of tape, whose assertions bear the same words', () => {
    const text =
      'TAP version 13\n# responds\nok 1 is 200\nnot ok 2 is 200\n# waits\nok 3 is 200 # SKIP\n1..3\n'
    expect(read(text)).toEqual({
      'responds > is 200': 'passed',
      'responds > is 200 #2': 'failed',
      'waits > is 200': 'skipped',
    })
  })

  test('from the TAP of node:test, whose tests print comments', () => {
    const text = `TAP version 13
# Subtest: res
    # Subtest: json
    ok 1 - json
      ---
      duration_ms: 1
      ...
# Error: a program's own
    1..1
ok 1 - res
# tests 1
`
    expect(read(text)).toEqual({ 'res > json': 'passed', res: 'passed' })
  })

  test("from mocha's JSON, among what the tests print", () => {
    const report = {
      stats: {},
      tests: [
        { fullTitle: 'res json', err: {} },
        { fullTitle: 'res send', err: { message: 'no', stack: 'Error: no' } },
        { fullTitle: 'res later', err: {} },
      ],
      pending: [{ fullTitle: 'res later' }],
      failures: [{ fullTitle: 'res "after each" hook', err: { stack: 'Error: hook' } }],
    }
    expect(read(`listening\n${JSON.stringify(report, null, 2)}\nbye\n`)).toEqual({
      'res json': 'passed',
      'res send': 'failed',
      'res later': 'skipped',
      'res "after each" hook': 'failed',
    })
  })

  test('from JSON that lines with braces stand before and after', () => {
    const report = { stats: {}, tests: [{ fullTitle: 'res } "json {', err: {} }], pending: [], failures: [] }
    const text = `{ listening: true }\n${JSON.stringify(report, null, 2)}\n${'} else {\n}\n{ }\n'.repeat(1000)}`
    expect(read(text)).toEqual({ 'res } "json {': 'passed' })
  })

  test("from mocha's spec", () => {
    const text = `

  res
    .json()
      ✔ sends (12ms)
      1) is refused
    .send()
      - waits

  1 passing (5ms)
  1 failing

  1) res
       .json()
         is refused:
`
    expect(read(text)).toEqual({
      'res .json() sends': 'passed',
      'res .json() is refused': 'failed',
      'res .send() waits': 'skipped',
    })
  })

  test("from vitest's and jest's JSON", () => {
    const results = [
      { fullName: 'adapter responds', status: 'passed' },
      { fullName: 'adapter waits', status: 'pending' },
    ]
    const testResults = [
      { name: 'a.test.ts', status: 'passed', assertionResults: results },
      { name: 'b.test.ts', status: 'failed', message: 'cannot be loaded', assertionResults: [] },
    ]
    expect(read(JSON.stringify({ testResults }))).toEqual({
      'a.test.ts adapter responds': 'passed',
      'a.test.ts adapter waits': 'skipped',
      'b.test.ts': 'failed',
    })
  })
})
