// Two requests, of which the first is responded to again while the second is being handled. TRANSPORT says how they
// arrive, one for each process: the same lines would else be one bug, which is reported once.
import diagnostics from 'node:diagnostics_channel'
import { EventEmitter, once } from 'node:events'
import http from 'node:http'
import { connect } from 'node:net'
import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises'
import fastq from 'fastq'
import { request } from './exchange.mjs'

const shared = new EventEmitter()
let kept
let resolve
let jobs = []
const promise = new Promise(resolvePromise => {
  resolve = resolvePromise
})

const scenarios = {
  'a response kept in a variable': {
    one(_req, res) {
      kept = res
      res.end('first')
    },
    async other() {
      kept.end('second')
    },
  },
  'a response kept in a variable, after an await': {
    one(_req, res) {
      kept = res
      res.end('first')
    },
    async other() {
      await delay(1)
      kept.end('second')
    },
  },
  'a response kept in a variable, from a timer': {
    one(_req, res) {
      kept = res
      res.end('first')
    },
    other() {
      const later = () => kept.end('second')
      setTimeout(later, 1)
    },
  },
  'a listener that stays': {
    one(_req, res) {
      shared.once('event', () => res.end('second'))
      res.end('first')
    },
    other() {
      shared.emit('event')
    },
  },
  'a listener that stays, and an event from a timer': {
    one(_req, res) {
      shared.once('event', () => res.end('second'))
      res.end('first')
    },
    other() {
      const emit = () => shared.emit('event')
      setTimeout(emit, 1)
    },
  },
  'callbacks that wait in a list': {
    one(_req, res) {
      jobs.push(() => res.end('second'))
      res.end('first')
    },
    other() {
      for (const job of jobs.splice(0)) job()
    },
  },
  'a promise that the other one resolves, and then': {
    one(_req, res) {
      promise.then(() => res.end('second'))
      res.end('first')
    },
    other() {
      resolve()
    },
  },
  'a promise that the other one resolves, awaited': {
    async one(_req, res) {
      const { promise, resolve } = deferred()
      jobs = [resolve]
      res.end('first')
      await promise
      res.end('second')
    },
    other() {
      for (const job of jobs.splice(0)) job()
    },
  },
  'a timer of its own': {
    one(_req, res) {
      const later = () => res.end('second')
      setTimeout(later, 30)
      res.end('first')
    },
    async other() {
      await delay(40)
    },
  },
  'an interval of its own': {
    one(_req, res) {
      let runs = 0
      const timer = setInterval(() => {
        if (++runs < 3) return
        clearInterval(timer)
        res.end('second')
      }, 10)
      res.end('first')
    },
    async other() {
      await delay(40)
    },
  },
  'a library that queues, busy with the other one': {
    one(_req, res) {
      const later = () => res.end('second')
      queue.push(20, later)
      res.end('first')
    },
    other() {
      queue.push(1, () => {})
    },
  },
  'a library that queues, in the work of the other one': {
    one(_req, res) {
      const later = () => res.end('second')
      queue.pause()
      queue.push(1, later)
      res.end('first')
    },
    other() {
      queue.resume()
    },
  },
}

const queue = fastq((milliseconds, done) => setTimeout(done, milliseconds), 1)

function deferred() {
  const made = {}
  made.promise = new Promise(resolve => {
    made.resolve = resolve
  })
  return made
}

let respond = () => {}
const server = http.createServer((req, res) => {
  res.on('error', () => {})
  respond(req, res)
})
await once(server.listen(0, 'localhost'), 'listening')
const open = async () => {
  const socket = connect(server.address().port, 'localhost')
  socket.on('data', () => {})
  await once(socket, 'connect')
  return socket
}
const one = request({ path: '/one', headers: {} })
const other = request({ path: '/other', headers: {} })

const transports = {
  async 'on one connection, one after the other'() {
    const socket = await open()
    socket.write(one)
    await once(socket, 'data')
    socket.write(other)
    return [socket]
  },
  async 'in one packet'() {
    const socket = await open()
    socket.write(one + other)
    return [socket]
  },
  async 'on two connections'() {
    const sockets = [await open(), await open()]
    sockets[0].write(one)
    await once(sockets[0], 'data')
    sockets[1].write(other)
    return sockets
  },
}

const reported = []
diagnostics.subscribe('headers-trace:conflict', conflict => reported.push(conflict))

async function causeOf(scenario) {
  reported.length = 0
  const handled = new Promise(resolve => {
    respond = async (req, res) => {
      if (req.url === '/one') return scenario.one(req, res)
      await scenario.other(req, res)
      // The other request is still being handled when the second attempt is made.
      while (reported.length === 0) await delay(5)
      resolve(res.end())
    }
  })
  const sockets = await transports[process.env.TRANSPORT]()
  await handled
  // A conflict is reported in the turn after it.
  await turn()
  await turn()
  for (const socket of sockets) socket.destroy()
  return reported.map(({ request, cause, second }) => ({
    path: request.path,
    cause,
    second: second.path.flatMap(({ reason, frames }) => [
      ...(reason === null ? [] : [reason]),
      frames
        .filter(({ owner }) => owner === 'app')
        .map(frame => frame.function)
        .join(' '),
    ]),
  }))
}

const titles = Object.keys(scenarios)
export const table = Object.fromEntries(
  titles.map(title => [
    title,
    async () => {
      const cause = await causeOf(scenarios[title])
      if (title === titles.at(-1)) server.close()
      return cause
    },
  ]),
)
