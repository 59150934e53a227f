// Handlers that respond at once, and again after each kind of asynchronous hand-over. Each is requested in turn; what is
// returned of a report is its paths, as functions and the marks of their lines.
import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks'
import { exec, execFile, spawn } from 'node:child_process'
import { pbkdf2, randomBytes, scrypt } from 'node:crypto'
import diagnostics from 'node:diagnostics_channel'
import dns from 'node:dns'
import { EventEmitter, on, once } from 'node:events'
import fs, { createReadStream, createWriteStream, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import http from 'node:http'
import net from 'node:net'
import { createInterface } from 'node:readline'
import { PassThrough, pipeline, Readable, Transform, Writable } from 'node:stream'
import { pipeline as pipelinePromise } from 'node:stream/promises'
import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { MessageChannel, Worker } from 'node:worker_threads'
import { brotliCompress, createGzip, gzip } from 'node:zlib'
import Datastore from '@seald-io/nedb'
import asyncLibrary from 'async'
import bluebird from 'bluebird'
import fastq from 'fastq'
import Q from 'q'
import { request } from './exchange.mjs'

diagnostics.subscribe('headers-trace:conflict', conflict => process.emit('conflict', conflict))

const file = fileURLToPath(import.meta.url)
const text = readFileSync(file, 'utf8')
const lines = text.split('\n')

let handle = () => {}
const server = http.createServer(function serve(req, res) {
  res.on('error', () => {})
  handle(req, res) // request
})
await once(server.listen(0, 'localhost').unref(), 'listening')

// What handlers themselves ask.
const echo = net.createServer(socket => socket.pipe(socket.unref()).on('error', () => {}))
await once(echo.listen(0, 'localhost').unref(), 'listening')
const port = echo.address().port
const backend = http.createServer((_req, res) => {
  res.shouldKeepAlive = false
  res.end('body')
})
await once(backend.listen(0, 'localhost').unref(), 'listening')
const backendUrl = `http://localhost:${backend.address().port}/`

/** A connection that many requests share, and that calls back in the context of the one that opened it. */
class Connection {
  #waiting = []
  #socket = net
    .connect(port, 'localhost')
    .on('data', () => this.reply())
    .unref()
  ask(callback) {
    this.#waiting.push(callback)
    this.#socket.write('?')
  }
  reply() {
    this.#waiting.shift()() // replies
  }
}

const opened = { byProcess: new Connection(), byRequest: undefined }
const callElsewhere = callback => opened.byProcess.ask(callback)

const handlers = {
  setTimeout(_req, res) {
    const later = () => res.end('second') // second
    setTimeout(later, 1) // asks
    res.end('first') // first
  },
  'setTimeout, from a function of its own'(_req, res) {
    const later = () => res.end('second') // second
    const wait = () => setTimeout(later, 1) // sets
    wait() // asks
    res.end('first') // first
  },
  'setTimeout that is refreshed'(_req, res) {
    let runs = 0
    const timer = setTimeout(later, 1) // asks
    function later() {
      if (++runs === 1)
        timer.refresh() // refreshes
      else res.end('second') // second
    }
    res.end('first') // first
  },
  'setTimeout three times in a row'(_req, res) {
    const later = () => res.end('second') // second
    const then = () => setTimeout(later, 1) // third
    const next = () => setTimeout(then, 1) // next
    setTimeout(next, 1) // asks
    res.end('first') // first
  },
  setInterval(_req, res) {
    const timer = setInterval(later, 1) // asks
    function later() {
      clearInterval(timer)
      res.end('second') // second
    }
    res.end('first') // first
  },
  setImmediate(_req, res) {
    const later = () => res.end('second') // second
    setImmediate(later) // asks
    res.end('first') // first
  },
  'process.nextTick'(_req, res) {
    const later = () => res.end('second') // second
    process.nextTick(later) // asks
    res.end('first') // first
  },
  queueMicrotask(_req, res) {
    const later = () => res.end('second') // second
    queueMicrotask(later) // asks
    res.end('first') // first
  },
  'a timer with nothing of the application on its stack'(_req, res) {
    setTimeout(res.end.bind(res), 1, 'second') // asks
    res.end('first') // first
  },
  'a response after a timer'(_req, res) {
    const reply = () => {
      setTimeout(later, 1) // asks
      res.end('first') // first
    }
    const later = () => res.end('second') // second
    setTimeout(reply, 1) // waits
  },

  'promise.then'(_req, res) {
    const later = () => res.end('second') // second
    Promise.resolve().then(later) // asks
    res.end('first') // first
  },
  'promise.then of a promise that a timer resolves'(_req, res) {
    const later = () => res.end('second') // second
    const promise = new Promise(resolve => setTimeout(resolve, 1))
    promise.then(later) // asks
    res.end('first') // first
  },
  'promise.then of another promise.then'(_req, res) {
    const later = () => res.end('second') // second
    const promise = Promise.resolve().then(() => {})
    promise.then(later) // asks
    res.end('first') // first
  },
  'promise.catch'(_req, res) {
    const later = () => res.end('second') // second
    Promise.reject(new Error('refused')).catch(later) // asks
    res.end('first') // first
  },
  'promise.finally'(_req, res) {
    const later = () => res.end('second') // second
    Promise.resolve().finally(later) // asks
    res.end('first') // first
  },
  'promise.then inside of promise.then'(_req, res) {
    const later = () => res.end('second') // second
    const next = () => Promise.resolve().then(later) // next
    Promise.resolve().then(next) // asks
    res.end('first') // first
  },
  async await(_req, res) {
    res.end('first') // first
    await null // awaits
    res.end('second') // second
  },
  async 'await of a timer'(_req, res) {
    res.end('first') // first
    await new Promise(resolve => setTimeout(resolve, 1)) // awaits
    res.end('second') // second
  },
  async 'await of a thenable'(_req, res) {
    res.end('first') // first
    // biome-ignore lint/suspicious/noThenProperty: it is the thenable
    await { then: resolve => setTimeout(resolve, 1) } // awaits
    res.end('second') // second
  },
  async 'await in a loop'(_req, res) {
    res.end('first') // first
    for (let turn = 0; turn < 5; turn++) await delay(1) // awaits
    res.end('second') // second
  },
  async 'await in a function that is awaited'(_req, res) {
    const later = async () => {
      await delay(1) // awaits
      res.end('second') // second
    }
    res.end('first') // first
    await later() // asks
  },
  async 'await in a function that is called after an await'(_req, res) {
    const later = async () => {
      await delay(1) // awaits
      res.end('second') // second
    }
    await delay(1) // waits
    res.end('first') // first
    await later() // asks
  },
  async 'await in a function that no one awaits'(_req, res) {
    const later = async () => {
      await delay(1) // awaits
      res.end('second') // second
    }
    later() // asks
    res.end('first') // first
  },
  async 'await of a rejection'(_req, res) {
    res.end('first') // first
    try {
      await Promise.reject(new Error('refused')) // awaits
    } catch {
      res.end('second') // second
    }
  },
  async 'Promise.all'(_req, res) {
    res.end('first') // first
    await Promise.all([delay(1), delay(2)]) // awaits
    res.end('second') // second
  },
  'Promise.all and then'(_req, res) {
    const later = () => res.end('second') // second
    Promise.all([delay(1), delay(2)]).then(later) // asks
    res.end('first') // first
  },
  async 'a member of Promise.all'(_req, res) {
    const later = async () => {
      await delay(1) // awaits
      res.end('second') // second
    }
    res.end('first') // first
    await Promise.all([1].map(later)) // asks
  },
  async 'Promise.race'(_req, res) {
    res.end('first') // first
    await Promise.race([delay(1), delay(2)]) // awaits
    res.end('second') // second
  },
  async 'an async generator'(_req, res) {
    async function* items() {
      yield 1
      await delay(1) // awaits
      yield 2
    }
    res.end('first') // first
    for await (const item of items()) {
      // awaits
      if (item === 2) res.end('second') // second
    }
  },
  async 'inside of an async generator'(_req, res) {
    async function* items() {
      yield 1
      await delay(1) // awaits
      res.end('second') // second
    }
    res.end('first') // first
    for await (const _ of items()); // asks
  },
  async 'util.promisify'(_req, res) {
    const wait = promisify(callback => setTimeout(callback, 1))
    res.end('first') // first
    await wait() // awaits
    res.end('second') // second
  },
  async 'timers/promises'(_req, res) {
    res.end('first') // first
    await delay(1) // awaits
    res.end('second') // second
  },
  async 'AbortSignal.timeout'(_req, res) {
    const later = () => res.end('second') // second
    AbortSignal.timeout(1).addEventListener('abort', later) // asks
    res.end('first') // first
    // The signal's own timer keeps no process alive.
    await delay(20)
  },

  'a listener, and emit in the same tick'(_req, res) {
    const later = () => res.end('second') // second
    const emitter = new EventEmitter().on('event', later)
    res.end('first') // first
    emitter.emit('event') // asks
  },
  'a listener, and emit from a timer'(_req, res) {
    const later = () => res.end('second') // second
    const emitter = new EventEmitter().on('event', later)
    const emit = () => emitter.emit('event') // emits
    setTimeout(emit, 1) // asks
    res.end('first') // first
  },
  'a listener of an EventTarget'(_req, res) {
    const later = () => res.end('second') // second
    const target = new EventTarget()
    target.addEventListener('event', later)
    const emit = () => target.dispatchEvent(new Event('event')) // emits
    setTimeout(emit, 1) // asks
    res.end('first') // first
  },
  async 'events.once'(_req, res) {
    const emitter = new EventEmitter()
    setTimeout(() => emitter.emit('event'), 1)
    res.end('first') // first
    await once(emitter, 'event') // awaits
    res.end('second') // second
  },
  async 'events.on'(_req, res) {
    const emitter = new EventEmitter()
    setTimeout(() => emitter.emit('event'), 1)
    res.end('first') // first
    for await (const _ of on(emitter, 'event')) {
      // awaits
      res.end('second') // second
      break
    }
  },

  "a file stream's data"(_req, res) {
    const later = () => res.end('second') // second
    createReadStream(file).once('data', later) // asks
    res.end('first') // first
  },
  "a file stream's end"(_req, res) {
    const later = () => res.end('second') // second
    createReadStream(file).on('end', later).resume() // asks
    res.end('first') // first
  },
  'a Transform, by pipe'(_req, res) {
    const later = () => res.end('second') // second
    let calls = 0
    const transform = new Transform({
      transform(_chunk, _encoding, done) {
        if (++calls === 1) later() // transforms
        done()
      },
    })
    createReadStream(file).pipe(transform) // asks
    res.end('first') // first
  },
  'stream.pipeline'(_req, res) {
    const later = () => res.end('second') // second
    pipeline(createReadStream(file), new PassThrough().resume(), later) // asks
    res.end('first') // first
  },
  async 'pipeline of stream/promises'(_req, res) {
    res.end('first') // first
    await pipelinePromise(createReadStream(file), new PassThrough().resume()) // awaits
    res.end('second') // second
  },
  'Readable.from'(_req, res) {
    const later = () => res.end('second') // second
    Readable.from(['a', 'b']).once('data', later) // asks
    res.end('first') // first
  },
  async 'for await of a stream'(_req, res) {
    res.end('first') // first
    for await (const _ of createReadStream(file)) {
      // awaits
      res.end('second') // second
      break
    }
  },
  'a write callback'(_req, res) {
    const later = () => res.end('second') // second
    createWriteStream('/dev/null').write('x', later) // asks
    res.end('first') // first
  },
  "a Writable's finish"(_req, res) {
    const later = () => res.end('second') // second
    new Writable({ write: (_chunk, _encoding, done) => setImmediate(done) }).on('finish', later).end('x') // asks
    res.end('first') // first
  },
  readline(_req, res) {
    const later = () => res.end('second') // second
    createInterface({ input: createReadStream(file) }).once('line', later) // asks
    res.end('first') // first
  },
  "its own request's data and end"(req, res) {
    const reply = () => res.end('first') // first
    const later = () => res.end('second') // second
    req.on('data', reply).on('end', later) // listens
  },
  async "for await of its own request's body"(req, res) {
    for await (const _ of req); // awaits
    res.end('first') // first
    await null // awaits again
    res.end('second') // second
  },
  "its own response's finish"(_req, res) {
    const later = () => res.end('second') // second
    res.on('finish', later)
    res.end('first') // first
  },
  "its own response's close"(_req, res) {
    const later = () => res.end('second') // second
    res.on('close', later)
    res.end('first') // first
  },

  'fs with a callback'(_req, res) {
    const later = () => res.end('second') // second
    fs.stat(file, later) // asks
    res.end('first') // first
  },
  'fs.readFile with a callback'(_req, res) {
    const later = () => res.end('second') // second
    fs.readFile(file, later) // asks
    res.end('first') // first
  },
  async 'fs/promises'(_req, res) {
    res.end('first') // first
    await readFile(file) // awaits
    res.end('second') // second
  },
  'fs/promises and then'(_req, res) {
    const later = () => res.end('second') // second
    readFile(file).then(later) // asks
    res.end('first') // first
  },
  'dns.lookup'(_req, res) {
    const later = () => res.end('second') // second
    dns.lookup('localhost', later) // asks
    res.end('first') // first
  },
  "a socket's connection"(_req, res) {
    const socket = net.connect(port, 'localhost').on('connect', later) // asks
    function later() {
      socket.destroy()
      res.end('second') // second
    }
    res.end('first') // first
  },
  "a socket's data"(_req, res) {
    const socket = net.connect(port, 'localhost').once('data', later) // asks
    socket.write('?')
    function later() {
      socket.destroy()
      res.end('second') // second
    }
    res.end('first') // first
  },
  'http.get'(_req, res) {
    http.get(backendUrl, { agent: false }, later) // asks
    function later(reply) {
      reply.resume()
      res.end('second') // second
    }
    res.end('first') // first
  },
  'the body of http.get'(_req, res) {
    const later = () => res.end('second') // second
    const replied = reply => reply.on('end', later).resume() // listens
    http.get(backendUrl, { agent: false }, replied) // asks
    res.end('first') // first
  },
  async fetch(_req, res) {
    res.end('first') // first
    await fetch(backendUrl) // awaits
    res.end('second') // second
  },
  async 'the body of fetch'(_req, res) {
    const reply = await fetch(backendUrl) // asks
    res.end('first') // first
    await reply.text() // awaits
    res.end('second') // second
  },
  'child_process.exec'(_req, res) {
    const later = () => res.end('second') // second
    exec('exec >&- 2>&-; sleep 0.01', later) // asks
    res.end('first') // first
  },
  async 'child_process.execFile, promisified'(_req, res) {
    res.end('first') // first
    await promisify(execFile)('true') // awaits
    res.end('second') // second
  },
  "child_process.spawn's exit"(_req, res) {
    const later = () => res.end('second') // second
    spawn('true').on('exit', later) // asks
    res.end('first') // first
  },
  "child_process.spawn's output"(_req, res) {
    const later = () => res.end('second') // second
    spawn('echo', ['hello']).stdout.on('data', later) // asks
    res.end('first') // first
  },
  "a worker thread's message"(_req, res) {
    const later = () => res.end('second') // second
    const code = 'require("node:worker_threads").parentPort.postMessage(1)'
    new Worker(code, { eval: true, env: { HEADERS_TRACE: 'off' } }).on('message', later) // asks
    res.end('first') // first
  },
  "a MessageChannel's message"(_req, res) {
    const { port1, port2 } = new MessageChannel() // asks
    port1.on('message', later)
    port2.postMessage(1)
    function later() {
      port1.close()
      res.end('second') // second
    }
    res.end('first') // first
  },
  'zlib with a callback'(_req, res) {
    const later = () => res.end('second') // second
    gzip('text', later) // asks
    res.end('first') // first
  },
  'brotli with a callback'(_req, res) {
    const later = () => res.end('second') // second
    brotliCompress('text', later) // asks
    res.end('first') // first
  },
  'a stream of zlib'(_req, res) {
    const later = () => res.end('second') // second
    createGzip().once('data', later).end('text') // asks
    res.end('first') // first
  },
  'crypto.pbkdf2'(_req, res) {
    const later = () => res.end('second') // second
    pbkdf2('secret', 'salt', 1, 8, 'sha1', later) // asks
    res.end('first') // first
  },
  'crypto.scrypt'(_req, res) {
    const later = () => res.end('second') // second
    scrypt('secret', 'salt', 8, { N: 2 }, later) // asks
    res.end('first') // first
  },
  'crypto.randomBytes'(_req, res) {
    const later = () => res.end('second') // second
    randomBytes(8, later) // asks
    res.end('first') // first
  },

  'AsyncLocalStorage.run'(_req, res) {
    const later = () => res.end('second') // second
    const run = () => setTimeout(later, 1) // sets
    new AsyncLocalStorage().run(1, run) // asks
    res.end('first') // first
  },
  'AsyncResource.bind, called elsewhere'(_req, res) {
    const later = () => res.end('second') // second
    callElsewhere(AsyncResource.bind(later)) // asks
    res.end('first') // first
  },
  'runInAsyncScope, called elsewhere'(_req, res) {
    const later = () => res.end('second') // second
    const resource = new AsyncResource('JOB') // asks
    callElsewhere(() => resource.runInAsyncScope(later)) // runs
    res.end('first') // first
  },
  'AsyncLocalStorage.snapshot, called elsewhere'(_req, res) {
    const later = () => res.end('second') // second
    const inside = AsyncLocalStorage.snapshot() // asks
    callElsewhere(() => inside(later)) // runs
    res.end('first') // first
  },

  '@seald-io/nedb with a callback'(_req, res) {
    const later = () => res.end('second') // second
    const documents = new Datastore()
    documents.insert({ a: 1 }, later) // asks
    res.end('first') // first
  },
  async '@seald-io/nedb with promises'(_req, res) {
    const documents = new Datastore()
    res.end('first') // first
    await documents.findAsync({}) // awaits
    res.end('second') // second
  },
  'async.queue'(_req, res) {
    const later = () => res.end('second') // second
    const queue = asyncLibrary.queue((_task, done) => setTimeout(done, 1)) // works
    queue.push('task', later) // asks
    res.end('first') // first
  },
  'async.waterfall'(_req, res) {
    const later = () => res.end('second') // second
    const step = next => setTimeout(next, 1) // steps
    asyncLibrary.waterfall([step, step], later) // asks
    res.end('first') // first
  },
  fastq(_req, res) {
    const later = () => res.end('second') // second
    const queue = fastq((_task, done) => setTimeout(done, 1), 1) // works
    queue.push('task', later) // asks
    res.end('first') // first
  },
  'bluebird and then'(_req, res) {
    const later = () => res.end('second') // second
    bluebird.delay(1).then(later) // asks
    res.end('first') // first
  },
  async 'await of bluebird'(_req, res) {
    res.end('first') // first
    await bluebird.delay(1) // awaits
    res.end('second') // second
  },
  'Q and then'(_req, res) {
    const later = () => res.end('second') // second
    Q.delay(1).then(later) // asks
    res.end('first') // first
  },
  async 'await of Q'(_req, res) {
    res.end('first') // first
    await Q.delay(1) // awaits
    res.end('second') // second
  },

  "another request's connection"(_req, res) {
    const later = () => res.end('second') // second
    opened.byRequest.ask(later) // asks
    res.end('first') // first
  },
  "another request's connection, with AsyncResource.bind"(_req, res) {
    const later = () => res.end('second') // second
    opened.byRequest.ask(AsyncResource.bind(later)) // asks
    res.end('first') // first
  },
  async "another request's connection, awaited"(_req, res) {
    res.end('first') // first
    await new Promise(resolve => opened.byRequest.ask(resolve)) // awaits
    res.end('second') // second
  },
  'a connection that the process opened when it began'(_req, res) {
    const later = () => res.end('second') // second
    opened.byProcess.ask(later) // asks
    res.end('first') // first
  },
}

// A request opens the connection that others use, and is over then.
const owner = await requestTo((_req, res) => {
  opened.byRequest = new Connection()
  opened.byRequest.ask(() => res.end())
})
await once(owner, 'data')
owner.destroy()

/** Makes a request that `handler` responds to, its body in a packet of its own. */
async function requestTo(handler) {
  handle = handler
  const socket = net.connect(server.address().port, 'localhost')
  socket.write(request({ method: 'POST', headers: { 'Content-Length': 4 } }))
  await once(server, 'request')
  await turn()
  socket.write('body')
  return socket
}

/** The report on what a handler does; `undefined` where none comes. */
async function conflictOf(handler) {
  const hangs = new AbortController()
  const reported = once(process, 'conflict', { signal: hangs.signal }).catch(() => [])
  const timer = setTimeout(() => hangs.abort(), 60_000)
  const socket = await requestTo(handler)
  const [conflict] = await reported
  clearTimeout(timer)
  socket.destroy()
  return conflict
}

/** A path in short: `later second < setTimeout < handle asks`, from the send to where the request began. */
function sideOf(title, { path, site }) {
  const parts = path.flatMap(({ reason, frames }) => {
    const calls = frames.filter(frame => frame.owner === 'app').map(frame => callOf(title, frame))
    return reason === null ? [calls.join(', ')] : [reason, calls.join(', ')]
  })
  return { path: parts.join(' < '), site: site && callOf(title, site) }
}

// A line of the handler is named by its mark, at its end or below it; others are not the handler's.
function callOf(title, { file: name, line, function: called }) {
  const source = handlers[title].toString()
  const first = text.slice(0, text.indexOf(source)).split('\n').length
  const isInside = file.endsWith(name) && line >= first && line < first + source.split('\n').length
  const mark = /^.*?(?:\n *)?\/\/ (.+)/.exec(lines.slice(line - 1, line + 1).join('\n'))?.[1]
  return `${called === title ? 'handle' : called} ${isInside || called === 'serve' ? mark : 'elsewhere'}`
}

export const table = Object.fromEntries(
  Object.entries(handlers).map(([title, handler]) => [
    title,
    async () => {
      const conflict = await conflictOf(handler)
      return conflict && { first: sideOf(title, conflict.first), second: sideOf(title, conflict.second) }
    },
  ]),
)
