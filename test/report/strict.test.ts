import { describe, expect, it } from 'vitest'
import { folderOf, run } from '../program'

const conflict = `
const { ServerResponse } = require('node:http')
const res = new ServerResponse({ method: 'GET', url: '/' })
res.end()
try { res.setHeader('a', 'b') } catch {}
`
const crash = conflict.replace('try { ', '').replace(' } catch {}', '')
const none = "console.log('fine')\n"
// As mocha does.
const zeroAtExit = "setTimeout(() => process.on('exit', () => { process.exitCode = 0 }), 20)\n"

// As test runners do: what a worker exits with is not the runner's business, and one that goes on is killed.
const parentOf = (program: string) => `
const worker = require('node:child_process').spawn(process.execPath, [...process.execArgv, '-e', ${JSON.stringify(program)}])
worker.stdout.on('data', () => worker.kill())
worker.on('exit', () => {})
`
const endless = `${conflict}setInterval(() => {
  if (require('node:fs').existsSync(process.env.HEADERS_TRACE_VERDICT)) console.log('seen')
}, 10)`
const strict = { HEADERS_TRACE_STRICT: '1' }

describe('HEADERS_TRACE_STRICT=1', () => {
  it.each([
    ['ends with 1 after a conflict that the application has caught', conflict, 1],
    ['ends with 1 after a conflict that is left for the end', `${conflict}process.exit()`, 1],
    ['ends with 1 where the application says 0', `${conflict}process.exit(0)`, 1],
    ['ends with 1 where the application says 0 later', `${conflict}setTimeout(() => process.exit(0), 20)`, 1],
    ['ends with 1 where the application sets 0', `${conflict}process.exitCode = 0`, 1],
    ["ends with 1 where the application says '0'", `${conflict}process.exit('0')`, 1],
    ['ends with 1 where a promise is still pending', `${conflict}new Promise(() => {})`, 1],
    ["keeps the application's own code", `${conflict}process.exit(3)`, 3],
    ["keeps the application's own code that is set", `${conflict}process.exitCode = 4`, 4],
    ['ends with 1 after a crash by the conflict', crash, 1],
    ['ends with 1 after a crash by something else', `${conflict}throw new Error('other')`, 1],
    ['ends with 1 after a rejection', `${conflict}Promise.reject(new Error('other'))`, 1],
    ['ends with 1 where the application sets 0 as the process ends', `${conflict}${zeroAtExit}`, 1],
    [
      'ends with 1 where it sets 0 after it has said 0',
      `${conflict}${zeroAtExit}setTimeout(() => process.exit(0), 40)`,
      1,
    ],
    [
      "keeps the application's own code that is set as the process ends",
      `${conflict}${zeroAtExit.replace('0', '5')}`,
      5,
    ],
    ['ends with 1 where a process that it has started saw one', parentOf(conflict), 1],
    ['ends with 1 where one saw one that such a process has started', parentOf(parentOf(conflict)), 1],
    ['ends with 1 where one saw one whose end nobody waits for', parentOf(endless), 1],
    [
      "keeps the application's own code where another process saw one",
      `${parentOf(conflict)}process.exitCode = 6`,
      6,
    ],
    ['ends with 0 where no process saw one', parentOf(none), 0],
    ['ends with 0 where there was no conflict', none, 0],
    ['ends with 0 where there was none and the application says 0', `${none}process.exit(0)`, 0],
    ['counts a body that was lost', conflict.replace(/try .*/, "res.on('error', () => {}).end('late')"), 1],
  ])('%s', async (_, program, code) => {
    expect((await run(folderOf({ 'app.js': program }), { environment: strict })).code).toBe(code)
  })

  it.each([
    ['ends with 0 after a conflict that the application has caught', conflict, 0],
    ['ends with 1 after a crash', crash, 1],
  ])('%s, where it is off', async (_, program, code) => {
    expect((await run(folderOf({ 'app.js': program }))).code).toBe(code)
  })

  it('does not tell the application of a code before it ends', async () => {
    const program = `${conflict}setTimeout(() => console.log(process.exitCode), 20)`
    const { stdout, code } = await run(folderOf({ 'app.js': program }), { environment: strict })
    expect(stdout).toBe('undefined\n')
    expect(code).toBe(1)
  })

  it('counts the conflicts of all threads', async () => {
    const app = `new (require('node:worker_threads').Worker)(__dirname + '/worker.js')
  .on('exit', code => console.log('worker', code))`
    const folder = folderOf({ 'app.js': app, 'worker.js': conflict })
    const { stdout, code } = await run(folder, { environment: strict })
    expect(stdout).toBe('worker 0\n')
    expect(code).toBe(1)
  })

  it('counts the conflicts of a thread that still runs', async () => {
    const app = `new (require('node:worker_threads').Worker)(__dirname + '/worker.js')
  .on('message', () => process.exit(0))`
    const worker = `${conflict}setTimeout(() => require('node:worker_threads').parentPort.postMessage(1), 20)
setInterval(() => {}, 1000)`
    const { code } = await run(folderOf({ 'app.js': app, 'worker.js': worker }), { environment: strict })
    expect(code).toBe(1)
  })

  it('ends with 0 where no thread has seen a conflict', async () => {
    const app = "new (require('node:worker_threads').Worker)(__dirname + '/worker.js')"
    const { code } = await run(folderOf({ 'app.js': app, 'worker.js': none }), { environment: strict })
    expect(code).toBe(0)
  })

  it('lets the report out', async () => {
    const { stderr } = await run(folderOf({ 'app.js': `${conflict}process.exit(0)` }), {
      environment: strict,
    })
    expect(stderr).toContain('fingerprint')
  })
})
