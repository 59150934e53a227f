import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { folderOf, root, run } from '../program'

const index = JSON.stringify(join(root, 'dist/src/index.js'))

/** A program that does what it is given, step by step, with `conflict()` and `install` at hand. */
const program = (steps: string) => `
const http = require('node:http')
const { install, onConflict, takeConflicts } = require(${index})
const prototype = http.OutgoingMessage.prototype
const originals = Object.getOwnPropertyDescriptors(prototype)
const { writeHead } = http.ServerResponse.prototype
const isOriginal = () =>
  http.ServerResponse.prototype.writeHead === writeHead &&
  Object.entries(originals).every(([name, { value }]) => Object.getOwnPropertyDescriptor(prototype, name).value === value)
const conflict = (url = '/') => {
  const res = new http.ServerResponse({ method: 'GET', url })
  res.end()
  try { res.setHeader('a', 'b') } catch (error) { return error }
}
${steps}
`
const bare = { args: [] }
const reportsIn = (text: string) => text.match(/^headers-trace {2}GET \S+/gm) ?? []

describe('install()', () => {
  it('watches until it is undone', async () => {
    const { stderr, stdout } = await run(
      folderOf({
        'app.js': program(`
conflict('/before')
const undo = install()
console.log(isOriginal())
conflict('/during')
undo()
conflict('/after')
console.log(isOriginal(), process.listenerCount('exit'))
`),
      }),
      bare,
    )
    expect(reportsIn(stderr)).toEqual(['headers-trace  GET /during'])
    expect(stdout).toBe('false\ntrue 0\n')
  })

  it('reports what is left when it is undone', async () => {
    const steps = `const undo = install(); conflict(); undo(); require('node:fs').writeSync(2, 'undone')`
    const { stderr } = await run(folderOf({ 'app.js': program(steps) }), bare)
    expect(stderr.indexOf('fingerprint')).toBeGreaterThan(0)
    expect(stderr.indexOf('undone')).toBeGreaterThan(stderr.indexOf('fingerprint'))
  })

  it('still hands out what it has seen when it is undone', async () => {
    const steps =
      'const undo = install(); conflict("/seen"); undo(); console.log(takeConflicts()[0].request.path)'
    const { stdout } = await run(folderOf({ 'app.js': program(steps) }), bare)
    expect(stdout).toBe('/seen\n')
  })

  it('may be undone twice', async () => {
    const steps =
      'const undo = install(); const other = install(); undo(); undo(); conflict(); other(); other(); conflict()'
    const { stderr, code } = await run(folderOf({ 'app.js': program(steps) }), bare)
    expect(reportsIn(stderr)).toHaveLength(1)
    expect(code).toBe(0)
  })

  it.each([
    ['the inner first', 'inner(); conflict("/pretty"); outer()'],
    ['the outer first', 'outer(); conflict("/json"); inner()'],
  ])('nests, undone %s: the last that holds counts', async (_, undo) => {
    const steps = `
const outer = install({ format: 'pretty' })
const inner = install({ format: 'json' })
conflict('/json')
${undo}
conflict('/nobody')
console.log(isOriginal())
`
    const { stderr, stdout } = await run(folderOf({ 'app.js': program(steps) }), bare)
    expect(stderr).toMatch(/"path":"\/json"/)
    expect(stderr).not.toContain('nobody')
    if (undo.includes('/pretty')) expect(reportsIn(stderr)).toEqual(['headers-trace  GET /pretty'])
    else expect(reportsIn(stderr)).toEqual([])
    expect(stdout).toBe('true\n')
  })

  it('can be repeated', async () => {
    const steps = `
for (const url of ['/one', '/two', '/three']) {
  const undo = install()
  conflict(url)
  undo()
}
console.log(isOriginal())
`
    const { stderr, stdout } = await run(folderOf({ 'app.js': program(steps) }), bare)
    expect(reportsIn(stderr)).toEqual(['/one', '/two', '/three'].map(url => `headers-trace  GET ${url}`))
    expect(stdout).toBe('true\n')
  })

  it('sees the second attempt of a response that was sent under an earlier watch', async () => {
    const steps = `
const undo = install()
const res = new http.ServerResponse({ method: 'GET', url: '/long' })
res.end()
undo()
install()
try { res.setHeader('a', 'b') } catch {}
`
    const { conflicts } = await run(folderOf({ 'app.js': program(steps) }), bare)
    expect(conflicts[0]?.first.site?.line).toBe(18)
  })

  it('counts under the preload as one more watch', async () => {
    const steps = `const undo = install({ format: 'json' }); conflict('/json'); undo(); conflict('/pretty')`
    const { stderr, conflicts } = await run(folderOf({ 'app.js': program(steps) }))
    expect(stderr).toMatch(/"path":"\/json"/)
    expect(reportsIn(stderr)).toEqual(['headers-trace  GET /pretty'])
    expect(conflicts).toHaveLength(2)
  })
})

const patch = `
const theirs = prototype.setHeader
const mine = function setHeader(...args) { calls++; return theirs.apply(this, args) }
let calls = 0
prototype.setHeader = mine
`

describe('undone after somebody has patched over us, install()', () => {
  it('leaves their patch, and is silent', async () => {
    const steps = `
const undo = install()
${patch}
undo()
const error = conflict()
console.log(calls, prototype.setHeader === mine, error.code, 'cause' in error)
`
    const { stdout, stderr } = await run(folderOf({ 'app.js': program(steps) }), bare)
    expect(stdout).toBe('1 true ERR_HTTP_HEADERS_SENT false\n')
    expect(stderr).toBe('')
  })

  it('reports a conflict once when it watches again', async () => {
    const steps = `
const undo = install({ format: 'json' })
${patch}
undo()
install({ format: 'pretty' })
conflict()
console.log(calls, takeConflicts().length)
`
    const { stdout, stderr, conflicts } = await run(folderOf({ 'app.js': program(steps) }), bare)
    expect(stdout).toBe('1 1\n')
    expect(conflicts).toHaveLength(1)
    expect(reportsIn(stderr)).toHaveLength(1)
    expect(stderr).not.toContain('{"schema"')
  })
})

describe('once it is undone', () => {
  it('captures no stack any more, where somebody has wrapped its methods since', async () => {
    const steps = `
let captures = 0
const responses = () => {
  captures = 0
  for (let number = 0; number < 10; number++) {
    const res = new http.ServerResponse({ method: 'GET', url: '/' })
    res.writeHead(200)
    res.end('x')
    res.headersSent
  }
  return captures
}
for (const name of ['_storeHeader', 'end', 'write', 'setHeader']) {
  const undo = install({ output: '/dev/null' })
  const wrapped = prototype[name]
  prototype[name] = function (...args) { return wrapped.apply(this, args) }
  undo()
}
Object.defineProperty(Error, 'stackTraceLimit', { get: () => 10, set: limit => { if (limit !== 10) captures++ } })
console.log(responses())
`
    const { stdout } = await run(folderOf({ 'app.js': program(steps) }), bare)
    expect(stdout).toBe('0\n')
  })
})

describe('where http is frozen', () => {
  // Of the data on these prototypes Node makes properties of its own, which a wholly frozen one forbids.
  const freeze = (prototypes: string) => `for (const prototype of ${prototypes})
  for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(prototype)))
    if (typeof value === 'function') Object.defineProperty(prototype, name, { writable: false, configurable: false })
`
  const freezeAll = freeze('[http.OutgoingMessage.prototype, http.ServerResponse.prototype]')

  it('before, install() says so in one line and leaves everything as it is', async () => {
    const steps = `${freezeAll}; const undo = install(); console.log(isOriginal(), conflict().code); undo()`
    const { stdout, stderr, code } = await run(folderOf({ 'app.js': program(steps) }), bare)
    expect(stdout).toBe('true ERR_HTTP_HEADERS_SENT\n')
    expect(stderr).toMatch(/^headers-trace: cannot watch this process: .+\n$/)
    expect(code).toBe(0)
  })

  it('before, by half, install() takes back what it has done', async () => {
    const steps = `${freeze('[http.ServerResponse.prototype]')}; install(); console.log(isOriginal())`
    const { stdout, stderr } = await run(folderOf({ 'app.js': program(steps) }), bare)
    expect(stdout).toBe('true\n')
    expect(stderr).toMatch(/^headers-trace: cannot watch this process: .+\n$/)
  })

  it('afterwards, we go on', async () => {
    const steps = `install(); ${freezeAll}; conflict()`
    const { stderr } = await run(folderOf({ 'app.js': program(steps) }), bare)
    expect(reportsIn(stderr)).toHaveLength(1)
  })

  it('afterwards, the undo does not trouble the application', async () => {
    const steps = `const undo = install(); ${freezeAll}; conflict('/one'); undo(); conflict('/two'); console.log('done')`
    const { stdout, stderr, code } = await run(folderOf({ 'app.js': program(steps) }), bare)
    expect(stdout).toBe('done\n')
    expect(reportsIn(stderr)).toEqual(['headers-trace  GET /one'])
    expect(code).toBe(0)
  })
})
