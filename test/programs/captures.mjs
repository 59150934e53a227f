// How many stacks are captured, and weak references asked, for one request, with count-captures.cjs: a whole number, and what is
// done again now and then.
import { AsyncResource } from 'node:async_hooks'
import { once } from 'node:events'
import http from 'node:http'
import net from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'

let respond = () => {}
const server = http.createServer((req, res) => respond(req, res))
await once(server.listen(0, '127.0.0.1').unref(), 'listening')
// No client of Node's: the requests of one are captured, too.
const socket = net.connect(server.address().port, '127.0.0.1')

const requests = 128

async function ask(body = '') {
  socket.write(`POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
  await once(socket, 'data')
  // What Node does when a response is over.
  for (let turns = 0; turns < 5; turns++) await turn()
}

const capturesOf = (handle, body) => countOf('captures', handle, body)
const derefsOf = handle => countOf('derefs', handle)

async function countOf(what, handle, body) {
  respond = handle
  for (let request = 0; request < 20; request++) await ask(body)
  const before = globalThis[what]
  for (let request = 0; request < requests; request++) await ask(body)
  return Math.floor((globalThis[what] - before) / requests)
}

export const table = {
  'a response at once': () => capturesOf((_req, res) => res.end('ok')),

  'a response of a head and a body': () =>
    capturesOf((_req, res) => {
      res.writeHead(200)
      res.end('ok')
    }),

  'a response after a timer': () => capturesOf((_req, res) => setTimeout(() => res.end('ok'), 1)),

  'a response after ten awaits of what is no promise': () =>
    capturesOf(async (_req, res) => {
      for (let step = 0; step < 10; step++) await step
      res.end('ok')
    }),

  'a response after ten awaits of promises': () =>
    capturesOf(async (_req, res) => {
      for (let step = 0; step < 10; step++) await Promise.resolve(step)
      res.end('ok')
    }),

  'a response at the end of a body': () =>
    capturesOf((req, res) => {
      req.resume().on('end', () => res.end('ok'))
    }, 'body'),

  'weak references for a response at once': () => derefsOf((_req, res) => res.end('ok')),

  'collections for a response that leaves a resource behind': () =>
    countOf('registrations', (_req, res) => {
      new AsyncResource('Listener')
      res.end('ok')
    }),

  'weak references for a response after ten immediates': () =>
    derefsOf((_req, res) => {
      let left = 10
      const go = () => (--left === 0 ? res.end('ok') : setImmediate(go))
      setImmediate(go)
    }),
}
