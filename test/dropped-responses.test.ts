import { describe, expect, it } from 'vitest'
import { leaveWhenIdle } from '../examples/run.mjs'
import { type Files, folderOf, preload, run } from './program'

/** A package with a function that responds, whose first line is given. */
const framework = (guard: string, rest = 'res.body = body; return res'): Files => ({
  'node_modules/framework/package.json': '{ "name": "framework", "version": "1.2.3" }',
  'node_modules/framework/index.js': `
exports.isSent = res => res.headersSent
exports.context = res => ({
  get sent() {
    return res.headersSent
  },
  set body(value) {
    this.write(value)
  },
  write(value) {
    if (this.sent) return
    res.value = value
  },
  set(name, value) {
    if (this.sent || !name) return
    res.setHeader(name, value)
  },
})
exports.send = function send(res, body) {
  ${guard}
  ${rest}
}
exports.guardHeaders = res => {
  const { setHeader } = res
  res.setHeader = function (...given) {
    if (res.headersSent) return res
    return setHeader.apply(res, given)
  }
}
exports.respondWithNothing = (res, action) => {
  if (action(res) === undefined) res.end('nothing')
}
exports.respondToo = res => setImmediate(() => exports.send(res, 'too'))
exports.finish = res => setImmediate(function finish() { res.end() })
`,
})

/** A program that responds to a request, and then does something more in a later turn. */
const then = (late: string, first = "res.end('first')") => `
const http = require('node:http')
const framework = require('framework')
const server = http.createServer(function handle(req, res) {
  const ctx = framework.context(res)
  ${first} // first
  setTimeout(() => {
    ${late}
  }, 5)
})
server.listen(0, () => http.get({ port: server.address().port }, response => {
  response.resume().on('end', () => process.kill(process.pid, 'SIGUSR2'))
}))
`

const guard = 'if (res.headersSent) return'

const reportsOf = async (late: string, files: Files = framework(guard), first?: string) => {
  const folder = folderOf({ 'app.js': then(late, first), ...files })
  const { conflicts, stderr } = await run(folder, { args: ['--require', leaveWhenIdle, ...preload] })
  expect(stderr).not.toMatch(/^(?!\s*$)(?!.*headers-trace).*Error/m)
  return conflicts.map(({ second }) => [
    second.outcome,
    second.via,
    second.site?.line ?? null,
    second.droppedBy,
  ])
}

const lost = (via: string) => [['lost', via, 8, 'framework@1.2.3']]

describe('a response that a package drops is reported', () => {
  it.each([
    ['where it returns', guard],
    ['where it returns what it was given', 'if (res.headersSent) return res'],
    ['where it logs and returns', "if (res.headersSent) { console.log('late'); return }"],
    ['where it asks a function of its own', 'if (exports.isSent(res)) return'],
    ['where it compares', 'if (res.headersSent === true) return false'],
    ['where something else would do, too', 'if (!body || res.headersSent) return'],
    ['where it asks whether there is a response', 'if (res && res.headersSent) return'],
    ['where it asks whether it is known', "if ('headersSent' in res && res.headersSent) return"],
  ])('%s', async (_, guard) => {
    expect(await reportsOf("framework.send(res, 'second')", framework(guard))).toEqual(lost('framework.send'))
  })

  it('once, however often it was', async () => {
    expect(await reportsOf("framework.send(res, 'second'); framework.send(res, 'third')")).toEqual(
      lost('framework.send'),
    )
  })

  it('where it was set down, and the framework comes to send it', async () => {
    expect(await reportsOf("ctx.body = 'second'; framework.finish(res)")).toEqual(lost('ctx.body'))
  })

  it('where the package comes to it later by itself', async () => {
    expect(await reportsOf('framework.respondToo(res)')).toEqual(lost('exports.respondToo'))
  })
})

describe('a header that a package drops is reported', () => {
  it('where the package has put its guard in the place of the method of Node', async () => {
    const first = "framework.guardHeaders(res); res.end('first')"
    expect(await reportsOf("res.setHeader('x-edition', 'am')", undefined, first)).toEqual(
      lost('res.setHeader'),
    )
  })
})

describe('a response that a framework has given by itself meanwhile', () => {
  it('does not hide the application’s line whose response a package then drops', async () => {
    const respond = 'framework.respondWithNothing(res, res => { framework.respondToo(res) })'
    const folder = folderOf({ 'app.js': then('', respond), ...framework(guard) })
    const { conflicts } = await run(folder, { args: ['--require', leaveWhenIdle, ...preload] })
    expect(
      conflicts.map(({ first, second }) => [first.site?.owner, second.site?.line, second.outcome]),
    ).toEqual([['app', 6, 'lost']])
  })
})

describe('of three requests at once, each dropped response', () => {
  it('is heard of in the asynchronous context of its own request', async () => {
    const app = `
const http = require('node:http')
const { AsyncLocalStorage } = require('node:async_hooks')
const framework = require('framework')
const storage = new AsyncLocalStorage()
require('node:diagnostics_channel').subscribe('headers-trace:conflict', ({ request }) => console.log(request.path, storage.getStore()))
const waiting = []
const server = http.createServer((req, res) => storage.run(req.url, async () => {
  res.end('first')
  await new Promise(go => { waiting.push(go) })
  framework.send(res, 'second')
}))
server.listen(0, async () => {
  const ask = path => new Promise(done => http.get({ port: server.address().port, path, agent: false }, res => res.resume().on('end', done)))
  await Promise.all(['/a', '/b', '/c'].map(ask))
  for (const go of waiting) go()
  setTimeout(() => server.close(), 10)
})
`
    const { stdout } = await run(folderOf({ 'app.js': app, ...framework(guard) }))
    expect(stdout.trim().split('\n').sort()).toEqual(['/a /a', '/b /b', '/c /c'])
  })
})

describe('nothing is reported', () => {
  it.each([
    ['of a guard', "if (!res.headersSent) framework.send(res, 'second')"],
    ['of a guard that asks the package', "if (framework.isSent(res)) return; framework.send(res, 'second')"],
    ['of a guard that asks an accessor of the package', "if (!ctx.sent) ctx.body = 'second'"],
    ['of a log', 'console.log(res.headersSent, ctx.sent)'],
    ['of what was only set down', "ctx.body = 'second'"],
    ['of a header that is set for every response', "ctx.set('x-time', '1')"],
    ['of a function that does not respond', 'const next = framework.send; next(res)'],
  ])('%s', async (_, late) => {
    expect(await reportsOf(late)).toEqual([])
  })

  it.each([
    ['responds only where nothing has', 'if (!res.headersSent) res.body = body', ''],
    ['does something else then', 'if (res.headersSent) return exports.isSent(res)', ''],
    ['goes on then', "if (res.headersSent) console.log('late')", ''],
    ['may go on then', 'if (res.headersSent && res.missing) return', ''],
    ['looks at something else, too', 'if (String(res.headersSent) === body) return', ''],
  ])('where the package %s', async (_, guard, rest) => {
    expect(await reportsOf("framework.send(res, 'second')", framework(guard, rest))).toEqual([])
  })

  it('where the response goes out after the head', async () => {
    const late = "ctx.body = 'body'; setTimeout(() => res.end('body'), 10)"
    expect(await reportsOf(late, undefined, 'res.writeHead(200)')).toEqual([])
  })

  it('of a package that checks after it has responded', async () => {
    const after = framework('res.end(body)', guard)
    expect(await reportsOf('', after, "framework.send(res, 'first')")).toEqual([])
  })
})
