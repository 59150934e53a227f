import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../../examples/run.mjs'
import { runProgram } from '../run-node'

const packageAt = (name: string) => JSON.stringify(join(root, 'node_modules', name))

const ask = (path: string, body?: string) =>
  `fetch('http://127.0.0.1:' + server.address().port + '${path}', ${JSON.stringify({ method: body === undefined ? 'GET' : 'POST', body })})
    .then(response => response.text()).catch(() => {}).then(() => setTimeout(() => process.exit(), 50))`

const serving = (handler: string, body?: string) => `const http = require('node:http')
process.on('uncaughtException', () => {})
${handler}
const server = http.createServer(serve).listen(0, '127.0.0.1', () => ${ask('/', body)})`

const reading = `function read(req, callback) {
  let text = ''
  req.on('data', chunk => {
    text += chunk
  })
  req.on('end', () => callback(text))
}`

/** Programs whose lines `// first` and `// second`, or one that is `// both`, are where the paths part. */
const programs: Readonly<Record<string, string>> = {
  'the function that went on, past the listener that it has registered': serving(
    `${reading}
const create = (req, res) => read(req, text => res.writeHead(201).end(text))
function serve(req, res) {
  if (req.method === 'POST') create(req, res) // second
  res.writeHead(404).end() // first
}`,
    'milk',
  ),
  'the function that registers two listeners of the end': serving(
    `function read(req, callback) {
  req.resume()
  req.on('end', () => callback('one')) // first
  req.on('end', () => callback('two')) // second
}
const create = (req, res) => read(req, text => res.writeHead(201).end(text))
function serve(req, res) {
  create(req, res)
}`,
    'milk',
  ),
  'the function that registers two listeners of an event that an interval emits': serving(
    `const { EventEmitter } = require('node:events')
function ticking() {
  const ticks = new EventEmitter()
  const interval = setInterval(() => {
    ticks.emit('tick')
    clearInterval(interval)
  }, 1)
  return ticks
}
function serve(_, res) {
  const ticks = ticking()
  ticks.once('tick', () => res.writeHead(200).end('one')) // first
  ticks.once('tick', () => res.writeHead(200).end('two')) // second
}`,
  ),
  'the middleware that does not wait for the others, where Koa has responded': `const Koa = require(${packageAt('koa')})
const app = new Koa()
app.silent = true
app.use(async (_, next) => {
  await next()
})
app.use(async (_, next) => {
  next() // second
}) // first
app.use(async ctx => {
  await new Promise(resolve => setTimeout(resolve, 5))
  ctx.set('x-late', '1')
})
const server = app.listen(0, '127.0.0.1', () => ${ask('/')})`,
  'the handler that returns what Fastify sends, having responded by hand': `const app = require(${packageAt('fastify')})()
app.addHook('onRequest', (_request, _reply, done) => done())
const greet = reply => reply.raw.end('by hand')
app.get('/', async (_, reply) => {
  greet(reply) // first
  return { hello: 'you' }
}) // second
app.listen({ port: 0, host: '127.0.0.1' }).then(() => {
  const { server } = app
  ${ask('/')}
})`,
  'the function that leaves a listener for the requests that come after': serving(
    `const { EventEmitter } = require('node:events')
const orders = new EventEmitter()
function order(req, done) {
  orders.on('ready', () => done(req.url)) // both
  setTimeout(() => orders.emit('ready'), 5)
}
function serve(req, res) {
  if (req.url === '/') fetch('http://127.0.0.1:' + server.address().port + '/again').catch(() => {})
  order(req, text => res.writeHead(200).end(text))
}`,
  ),
  'the function that listens to two events of a driver': serving(
    `const { EventEmitter } = require('node:events')
function query() {
  const rows = new EventEmitter()
  setImmediate(() => {
    rows.emit('error', new Error('no such table'))
    rows.emit('end')
  })
  return rows
}
function load(done) {
  query()
    .on('error', error => done(error)) // first
    .on('end', () => done(null)) // second
}
function serve(_, res) {
  load(error => res.writeHead(error ? 500 : 200).end())
}`,
  ),
  'the handler that works on when a middleware has responded': `const connect = require(${packageAt('connect')})
const timeout = require(${packageAt('connect-timeout')})
const sleep = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds))
const app = connect()
app.use(timeout('20ms'))
app.use(async (_, res) => {
  await sleep(60) // first
  res.setHeader('x-late', '1') // second
})
app.use((error, _, res, next) => {
  if (error === null) next()
  res.writeHead(503).end()
})
process.on('unhandledRejection', () => {})
const server = app.listen(0, '127.0.0.1', () => ${ask('/')}.then(() => sleep(100)))`,
  'the handler that failed when it had responded': `const app = require(${packageAt('fastify')})()
const load = async () => {
  await null
  throw new Error('no such row')
}
app.setErrorHandler((error, _, reply) => reply.send(error.message))
app.get('/', async (_, reply) => {
  reply.raw.writeHead(200) // first
  await load() // second
})
process.on('uncaughtException', () => {})
process.on('unhandledRejection', () => {})
app.listen({ port: 0, host: '127.0.0.1' }).then(() => {
  const { server } = app
  ${ask('/')}
})`,
  'the handler that h3 goes on from, before it has responded': `const { createServer } = require('node:http')
const { createApp, eventHandler, sendRedirect, setResponseHeader, toNodeListener } = require(${packageAt('h3')})
const sleep = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds))
const app = createApp()
app.use(
  eventHandler(event => {
    if (event.path === '/') sendRedirect(event, '/elsewhere') // first
  }), // second
)
app.use(
  eventHandler(async event => {
    await sleep(10)
    setResponseHeader(event, 'x-late', '1')
    return 'page'
  }),
)
const server = createServer(toNodeListener(app)).listen(0, '127.0.0.1', () => ${ask('/')})`,
}

test.each(Object.entries(programs))('names %s', async (_, text) => {
  const lines = text.split('\n')
  const lineOf = (mark: string) => lines.findIndex(line => line.endsWith(`// ${mark}`)) + 1
  const { conflicts } = await runProgram(text)
  expect(conflicts.map(({ fork }) => [fork?.first.line, fork?.second.line])).toEqual([
    [lineOf('first') || lineOf('both'), lineOf('second') || lineOf('both')],
  ])
})
