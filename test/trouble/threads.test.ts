import { describe, expect, it } from 'vitest'
import { aResponse, folderOf, linesIn, marksOf, nodeMajor, preload, register, run } from '../program'

const worker = `${aResponse}
res.end() // first
try {
  res.setHeader('a', 'b') // second
} catch {}
`
const inWorker = (options = '') => `const { Worker } = require('node:worker_threads')
new Worker(__dirname + '/worker.js'${options}).on('exit', code => console.log('worker', code))
`

describe('a worker thread', () => {
  it('is watched like the main thread', async () => {
    const folder = folderOf({ 'app.js': inWorker(), 'worker.js': worker })
    const { conflicts, stdout, stderr, code } = await run(folder)
    expect(conflicts.map(linesIn)).toEqual([marksOf('worker.js', worker)])
    expect(conflicts[0]?.process.thread).toBeGreaterThan(0)
    expect(stderr.match(/^headers-trace/gm)).toHaveLength(1)
    expect(stdout).toBe('worker 0\n')
    expect(code).toBe(0)
  })

  it('is distinguished from others by its number', async () => {
    const folder = folderOf({
      'app.js': `${inWorker()}${inWorker().split('\n')[1]}\n${worker}`,
      'worker.js': worker,
    })
    const { conflicts } = await run(folder)
    expect(new Set(conflicts.map(conflict => conflict.process.thread)).size).toBe(3)
  })

  it.each([
    ['crashes', "throw new Error('worker crash')"],
    ['ends itself', 'process.exit(0)'],
    ['rejects', "Promise.reject(new Error('worker crash'))"],
  ])('that %s has reported its conflict', async (_, end) => {
    const app = inWorker().replace(".on('exit'", ".on('error', () => {}).on('exit'")
    const folder = folderOf({ 'app.js': app, 'worker.js': worker + end })
    const { conflicts, stderr } = await run(folder)
    expect(conflicts).toHaveLength(1)
    expect(stderr.match(/^headers-trace/gm)).toHaveLength(1)
  })

  it('that is not given the preload is not watched, and runs', async () => {
    const folder = folderOf({ 'app.js': inWorker(', { execArgv: [] }'), 'worker.js': worker })
    const { conflicts, stdout } = await run(folder)
    expect(conflicts).toEqual([])
    expect(stdout).toBe('worker 0\n')
  })

  it('shares an output file with the main thread', async () => {
    const app = `${inWorker()}${worker}
process.on('exit', () => console.log(require('node:fs').readFileSync('report', 'utf8').split('\\n').length - 1))`
    const folder = folderOf({ 'app.js': app, 'worker.js': worker })
    const environment = { HEADERS_TRACE_OUTPUT: 'report', HEADERS_TRACE_FORMAT: 'json' }
    const { stdout } = await run(folder, { environment })
    expect(stdout).toContain('2\n')
  })
})

describe("the thread of Node's module hooks", () => {
  const hooks = {
    'hooks.mjs': `
import { ServerResponse } from 'node:http'
export async function load(url, context, next) {
  const loaded = await next(url, context)
  return url.endsWith('app.mjs') ? { ...loaded, source: String(loaded.source).replace('GREETING', '"hello"') } : loaded
}
`,
    'register.mjs': "import { register } from 'node:module'\nregister('./hooks.mjs', import.meta.url)\n",
    'app.mjs': `console.log(GREETING)\n${worker.replace(/const (.*) = require\('node:http'\)/, "import $1 from 'node:http'")}`,
  }

  it.each([
    ['before', ['--import', './register.mjs', ...preload]],
    ['after', [...preload, '--import', './register.mjs']],
    ['by --import, before', ['--import', './register.mjs', '--import', register]],
    ['by --import, after', ['--import', register, '--import', './register.mjs']],
  ])('does not trouble us, given %s us', async (_, args) => {
    const { conflicts, stdout, stderr, code } = await run(folderOf(hooks), { entry: 'app.mjs', args })
    expect(stdout).toBe('hello\n')
    expect(conflicts).toHaveLength(1)
    expect(conflicts[0]?.process.thread).toBe(0)
    expect(stderr.match(/^headers-trace/gm)).toHaveLength(1)
    expect(code).toBe(0)
  })

  it.skipIf(nodeMajor < 22)('is not needed for hooks that are synchronous', async () => {
    const registerSync = `import { registerHooks } from 'node:module'
registerHooks({ load(url, context, next) {
  const loaded = next(url, context)
  return url.endsWith('app.mjs') ? { ...loaded, source: String(loaded.source).replace('GREETING', '"hello"') } : loaded
} })`
    const folder = folderOf({ ...hooks, 'register.mjs': registerSync })
    const { conflicts, stdout } = await run(folder, {
      entry: 'app.mjs',
      args: [...preload, '--import', './register.mjs'],
    })
    expect(stdout).toBe('hello\n')
    expect(conflicts).toHaveLength(1)
  })
})

it('a process of a cluster reports its own conflicts', async () => {
  const app = `const cluster = require('node:cluster')
if (cluster.isPrimary) {
  cluster.fork().on('exit', code => console.log('worker', code))
} else {
  ${worker.replaceAll('\n', '\n  ')}
  process.exit(0)
}
`
  const { stdout, stderr } = await run(folderOf({ 'app.js': app }), {
    environment: { HEADERS_TRACE_FORMAT: 'json' },
    args: preload,
  })
  expect(stdout).toBe('worker 0\n')
  expect(stderr.match(/^\{"schema"/gm)).toHaveLength(1)
})
