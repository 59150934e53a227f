import { describe, expect, it } from 'vitest'
import { aResponse, folderOf, nodeMajor, preload, run } from '../program'

const conflict = `${aResponse}res.end()
try { res.setHeader('a', 'b') } catch {}
`

describe('a conflict is reported, once, by a process that', () => {
  it.each([
    ['ends', '', 0],
    ['exits', 'process.exit(0)', 0],
    ['exits with a code', 'process.exit(7)', 7],
    ['exits while it exits', "process.on('exit', () => process.exit(3))", 3],
    ['crashes', "throw new Error('crash')", 1],
    ['crashes by the conflict', "res.setHeader('c', 'd')", 1],
    ['crashes in a tick', "process.nextTick(() => { throw new Error('crash') })", 1],
    ['crashes with something that is no error', 'throw undefined', 1],
    ['rejects', "Promise.reject(new Error('crash'))", 1],
    ['survives a crash', "process.on('uncaughtException', () => {}); throw new Error('crash')", 0],
    [
      'crashes while it survives a crash',
      "process.on('uncaughtException', () => { throw new Error('crash') }); throw 1",
      7,
    ],
    [
      'is aborted by what it does about a crash',
      "process.on('uncaughtException', () => process.kill(process.pid, 'SIGKILL')); throw 1",
      null,
    ],
    ['survives a rejection', "process.on('unhandledRejection', () => {}); Promise.reject(1)", 0],
    ['has a listener for its exit that throws', "process.on('exit', () => { throw new Error('crash') })", 1],
    [
      'is stopped by a signal in a later turn',
      "setImmediate(() => process.kill(process.pid, 'SIGTERM'))",
      null,
    ],
    ['waits for ever for a promise', `await0 = new Promise(() => {})`, 0],
    [
      'replaces its timers',
      'globalThis.setImmediate = () => { throw new Error() }; globalThis.setTimeout = null',
      0,
    ],
  ])('%s', async (_, end, code) => {
    const found = await run(folderOf({ 'app.js': conflict + end }))
    expect(found.stderr.match(/fingerprint/g)).toHaveLength(1)
    expect(found.conflicts).toHaveLength(1)
    expect(found.code).toBe(code)
  })

  it('awaits for ever at the top of a module', async () => {
    const module = `import { ServerResponse } from 'node:http'
const res = new ServerResponse({ method: 'GET', url: '/' })
res.end()
try { res.setHeader('a', 'b') } catch {}
await new Promise(() => {})
`
    const { stderr, code } = await run(folderOf({ 'app.mjs': module }), { entry: 'app.mjs' })
    expect(stderr.match(/fingerprint/g)).toHaveLength(1)
    expect(code).toBe(13)
  })

  it('only warns of rejections', async () => {
    const { stderr, code } = await run(
      folderOf({ 'app.js': `${conflict}Promise.reject(new Error('crash'))` }),
      {
        args: ['--unhandled-rejections=warn', ...preload],
      },
    )
    expect(stderr.match(/fingerprint/g)).toHaveLength(1)
    expect(code).toBe(0)
  })
})

it('a conflict is reported at once by a process that is idle afterwards', async () => {
  const idle = "setTimeout(() => require('node:fs').writeSync(2, 'next event'), 500)"
  const { stderr } = await run(folderOf({ 'app.js': `setTimeout(() => {${conflict}${idle}}, 20)` }))
  expect(stderr).toMatch(/fingerprint[\s\S]*next event/)
})

describe('the report stands', () => {
  it.each([
    [
      'before the crash that it explains',
      "res.setHeader('c', 'd')",
      /fingerprint[\s\S]*throw new ERR_HTTP_HEADERS_SENT/,
    ],
    ['before a later crash', "throw new Error('crash')", /fingerprint[\s\S]*Error: crash/],
    ['before a rejection', "Promise.reject(new Error('crash'))", /fingerprint[\s\S]*Error: crash/],
    [
      'after what the application says in the same turn',
      "require('node:fs').writeSync(2, 'said')",
      /said[\s\S]*fingerprint/,
    ],
  ])('%s', async (_, end, order) => {
    const { stderr } = await run(folderOf({ 'app.js': conflict + end }))
    expect(stderr).toMatch(order)
  })
})

it.skipIf(nodeMajor < 22)('a test runner that ends its processes by itself has reported', async () => {
  const test = `const { test } = require('node:test')
test('responds', () => {
${conflict}})
`
  const { stdout, stderr } = await run(folderOf({ 'app.test.js': test }), { entry: 'app.test.js' })
  expect(stdout + stderr).toContain('fingerprint')
})
