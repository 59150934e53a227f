import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { folderOf, node, preload, root, run } from '../program'

const programs = join(root, 'test/programs')
const index = JSON.stringify(join(root, 'dist/src/index.js'))

/** A program's beginning: `conflict(url)` responds twice. */
const responding = `
const { ServerResponse } = require('node:http')
function conflict(url = '/') {
  const res = new ServerResponse({ method: 'GET', url })
  res.end()
  try { res.setHeader('a', 'b') } catch {}
}
`

describe('30,000 conflicts as fast as they come', () => {
  it.each([
    ['on one URL', 'same', []],
    ['on as many URLs, with 40 MB of heap', 'distinct', ['--max-old-space-size=40']],
  ])('%s leave the application, its memory and the output as they were', async (_, urls, flags) => {
    const found = spawnSync(node, [...flags, '--expose-gc', ...preload, join(programs, 'storm.cjs')], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, COUNT: '30000', URLS: urls, MISTAKE: '1' },
    })
    const { responded, refused, heap } = JSON.parse(found.stdout)
    expect([responded, refused]).toEqual([30_000, 30_000])
    // Without conflicts it is 5 MB.
    expect(heap).toBeLessThan(25e6)
    expect(found.stderr.length).toBeLessThan(10_000)
    expect(found.stderr).toContain('more conflicts came than could be reported')
  })
})

describe('where somebody else has the text of', () => {
  const evil = '\u001b[31mX\u0007\r\n\u0085\u009b2J\u202e\u2066\u2028\ufeff<img src=x onerror=alert(1)>\ud800'
  const name = evil.replaceAll('/', '_').replace('\ud800', '')
  const text = `
const { ServerResponse } = require('node:http')
const evil = ${JSON.stringify(evil)}
const handlers = { [evil](res) {
  res.end('\u001b[31m\u202e') // \u001b[32m\u009b\u202e
  try {
    throw Object.assign(new Error(evil), { name: evil })
  } catch (hidden) {
    try { res.setHeader(evil, 'b') /* \u001b[33m\u202e */ } catch {}
  }
} }
const path = '/' + evil + 'p'.repeat(1e6)
const request = { method: 'GET' + evil + 'T'.repeat(1e6), url: path, originalUrl: path + '?secret', baseUrl: evil, route: { path: evil.repeat(1e5) } }
handlers[evil](new ServerResponse(request))
`
  const unsafe =
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800]/

  it('method, path, route, header, function, file, source and error, nothing of it reaches a terminal unescaped', async () => {
    const folder = folderOf({ [`${name}.js`]: text }, name)
    const { stderr } = await run(folder, { entry: `${name}.js` })
    expect(stderr).toContain('error-after-response')
    expect(stderr.split('\n').filter(line => unsafe.test(line))).toEqual([])
    expect(stderr).not.toContain('secret')
    expect(stderr.length).toBeLessThan(100_000)
  })

  it('all of them, JSON stays one line that can be read', async () => {
    const folder = folderOf({ [`${name}.js`]: text }, name)
    const { stderr } = await run(folder, {
      entry: `${name}.js`,
      environment: { HEADERS_TRACE_FORMAT: 'json' },
    })
    expect(stderr.trimEnd()).not.toMatch(/\n/)
    expect(unsafe.test(stderr)).toBe(false)
    const conflict = JSON.parse(stderr)
    expect(conflict.request.path.startsWith('/\u001b[31m')).toBe(true)
    expect(conflict.request.path).toHaveLength(2048)
    expect(stderr.length).toBeLessThan(200_000)
  })
})

describe('what throws when it is looked at', () => {
  const calls = (text: string) => text.replace(/\n {4}at .*/g, '')

  it('is to the application what it is without the preload', async () => {
    const [without, under] = await Promise.all([
      run(programs, { entry: 'poisoned.cjs', args: [] }),
      run(programs, { entry: 'poisoned.cjs' }),
    ])
    expect(without.stdout.split('\n').length).toBeGreaterThan(50)
    expect(calls(under.stdout)).toBe(calls(without.stdout))
    expect(under.code).toBe(without.code)
    expect(under.conflicts.length).toBeGreaterThan(30)
    // A Proxy that throws for a look at its prototype is the one thing that cannot be looked at.
    expect(under.stderr.match(/^headers-trace: /gm) ?? []).toHaveLength(1)
  })
})

describe('a listener that makes a conflict of its own', () => {
  it.each([
    ['by the channel', "require('node:diagnostics_channel').subscribe('headers-trace:conflict', listen)", ''],
    ['by onConflict()', `require(${index}).onConflict(listen)`, ''],
    [
      'and asks for all there are',
      `require(${index}).onConflict(listen)`,
      `require(${index}).takeConflicts()`,
    ],
  ])('%s hears of the first and not of its own, which is reported', async (_, subscribe, then) => {
    const app = `${responding}
let heard = 0
const listen = () => { heard++; conflict('/own'); ${then} }
${subscribe}
conflict('/first')
setTimeout(() => console.log(heard), 50)
`
    const { stdout, stderr, code } = await run(folderOf({ 'app.js': app }))
    expect([stdout, code]).toEqual(['1\n', 0])
    expect(stderr.match(/^headers-trace {2}GET \S+/gm)).toEqual([
      'headers-trace  GET /first',
      'headers-trace  GET /own',
    ])
  })
})

describe('a conflict in a listener for the exit is reported', () => {
  it.each([
    ['as the first', ''],
    ['after others', "setImmediate(() => { conflict('/earlier') })"],
  ])('%s', async (_, before) => {
    const app = `${responding}${before}
setTimeout(() => process.on('exit', () => { new ServerResponse({ method: 'GET', url: '/' }); late() }), 20)
function late() {
  const res = new ServerResponse({ method: 'GET', url: '/late' })
  res.end()
  try { res.setHeader('a', 'b') } catch {}
}
`
    const { stderr, code } = await run(folderOf({ 'app.js': app }))
    expect(stderr.match(/^headers-trace {2}GET \/late/gm)).toHaveLength(1)
    expect(code).toBe(0)
  })
})

describe('the lines of a file', () => {
  const bugs = Array.from(
    { length: 60 },
    (_, bug) => `function bug${bug}() {
  const res = new ServerResponse({ method: 'GET', url: '/' + 'p'.repeat(2000) })
  res.end()
  try { res.setHeader('a', 'b') } catch {}
}`,
  ).join('\n')
  const app = `const { ServerResponse } = require('node:http')
${bugs}
const all = [${Array.from({ length: 60 }, (_, bug) => `bug${bug}`).join()}]
const next = () => { all.shift()(); if (all.length > 0) setImmediate(next) }
next()
`
  const start = (folder: string) =>
    spawn(node, [...preload, 'app.js'], {
      cwd: folder,
      stdio: 'ignore',
      env: { PATH: process.env.PATH, HEADERS_TRACE_FORMAT: 'json', HEADERS_TRACE_OUTPUT: 'report' },
    })
  const over = (child: ReturnType<typeof start>) => new Promise(resolve => child.once('close', resolve))
  const read = (folder: string) => {
    const text = readFileSync(join(folder, 'report'), 'utf8')
    expect(text.endsWith('\n')).toBe(true)
    return text
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line))
  }

  it('to which several processes append are whole', async () => {
    const folder = folderOf({ 'app.js': app })
    await Promise.all([1, 2, 3].map(() => over(start(folder))))
    expect(read(folder)).toHaveLength(3 * 60)
  })

  it('are whole when the process is killed among them', async () => {
    const folder = folderOf({ 'app.js': app, report: '' })
    for (const lines of [1, 20, 40]) {
      const before = readFileSync(join(folder, 'report'), 'utf8').split('\n').length
      const child = start(folder)
      const timer = setInterval(() => {
        if (readFileSync(join(folder, 'report'), 'utf8').split('\n').length >= before + lines)
          child.kill('SIGKILL')
      }, 1)
      await over(child)
      clearInterval(timer)
      expect(read(folder).length).toBeGreaterThanOrEqual(lines)
    }
  })
})
