import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { folderOf, preload, root, run } from '../program'

const app = `
const http = require('node:http')
const say = error => console.log(error.code, error.stack.split('\\n', 4).join())
const server = http.createServer((req, res) => {
  res.write('one')
  res.end('two')
  try { res.setHeader('a', 'b') } catch (error) { say(error) }
  setTimeout(() => {
    try { res.writeHead(500) } catch (error) { say(error) }
    res.on('error', say)
    res.write('late')
  }, 2)
})
server.listen(0, async () => {
  for (const path of ['/one', '/two', '/three']) {
    const body = await fetch('http://localhost:' + server.address().port + path).then(res => res.text())
    console.log(path, body)
    await new Promise(resolve => setTimeout(resolve, 10))
  }
  server.close()
  server.closeAllConnections()
})
`

const failAt = (name: string, times?: number) => ({
  args: ['--require', join(root, 'test/programs/fail-at.cjs'), ...preload],
  environment: { FUNCTION: name, ...(times !== undefined && { TIMES: String(times) }) },
})

/** A function of each stage, and of what lies between. */
const points = [
  'capture/stack captureStack',
  'capture/response-record beginRecord',
  'capture/policy/route-key routeKeyOf',
  'detect/refused/report-late reportLate',
  'detect/raw-conflict rawConflictOf',
  'locate/locate locate',
  'diagnose/diagnose diagnose',
  'report/fingerprint fingerprintOf',
  'report/conflict conflictOf',
  'report/error-cause attachCause',
  'report/pretty/pretty prettyOf',
  'report/channels publish',
]

const failures = (text: string) => text.match(/^headers-trace: a failure of its own.*please report it.*$/gm)
// What two requests do in the same millisecond has no order.
const plain = (text: string) => text.split('\n').sort()

describe('an injected failure in', () => {
  it.each(points)('%s is reported once, and the application is as without the preload', async name => {
    const folder = folderOf({ 'app.js': app })
    const [without, under] = await Promise.all([run(folder, { args: [] }), run(folder, failAt(name))])
    expect(without.stdout).toContain('/three onetwo')
    expect(plain(under.stdout)).toEqual(plain(without.stdout))
    expect(under.code).toBe(0)
    expect(failures(under.stderr)).toHaveLength(1)
    expect(failures(under.stderr)?.[0]).toContain('injected into')
  })

  it.each(points)('%s that is over lets the next conflicts be reported', async name => {
    const { stderr, code } = await run(folderOf({ 'app.js': app }), failAt(name, 1))
    expect(code).toBe(0)
    expect(stderr).toContain('fingerprint')
    expect(failures(stderr)).toHaveLength(1)
  })
})

describe('an injected failure while we start, in', () => {
  it.each([
    'report/output outputFor',
    'report/reporter reporterFor',
    'report/channels onFlush',
    'capture/first-send captureFirstSends',
    'detect/refused/late-header-guard guardHeaders',
    'detect/http2 watchHttp2',
    'options optionsFrom',
    'other-copies claim',
  ])('%s lets the application run without the preload', async name => {
    const folder = folderOf({ 'app.js': app })
    const [without, under] = await Promise.all([run(folder, { args: [] }), run(folder, failAt(name))])
    expect(plain(under.stdout)).toEqual(plain(without.stdout))
    expect(under.stderr).toMatch(/^headers-trace: cannot watch this process: injected into \w+\n$/)
    expect(under.code).toBe(0)
  })
})

describe('where the package cannot be loaded', () => {
  it('the application runs, and one line says so', async () => {
    const broken = `
const file = require.resolve(${JSON.stringify(join(root, 'dist/src/install.js'))})
Object.defineProperty(require.cache, file, { get: () => { throw new Error('it is broken') } })
`
    const folder = folderOf({ 'broken.cjs': broken, 'app.js': "console.log('runs')" })
    const { stdout, stderr, code } = await run(folder, { args: ['--require', './broken.cjs', ...preload] })
    expect(stdout).toBe('runs\n')
    expect(stderr).toBe('headers-trace: cannot watch this process: it is broken\n')
    expect(code).toBe(0)
  })
})
