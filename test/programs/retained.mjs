// What is left of a request when it is over, while what it has started lives on; and how much is kept meanwhile.
// ROWS says which. Run with --expose-gc.
import { AsyncResource } from 'node:async_hooks'
import { EventEmitter, once } from 'node:events'
import http from 'node:http'
import { createRequire } from 'node:module'
import net from 'node:net'
import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises'
import { queryObjects } from 'node:v8'
import { MessageChannel } from 'node:worker_threads'
import { request } from './exchange.mjs'

const load = createRequire(import.meta.url)
const { AsyncHop: Hop } = load('../../dist/src/capture/async-hop.js')
const { Trace } = load('../../dist/src/capture/trace.js')

let respond = () => {}
const server = http.createServer((req, res) => {
  res.on('error', () => {})
  respond(req, res)
})
await once(server.listen(0, 'localhost'), 'listening')
const { port } = server.address()

const shared = new EventEmitter()
const kept = []
const nothing = () => {}
const attempt = operate => {
  try {
    operate()
  } catch {}
}

/** What the handler does beside responding; `owned` is an object that its closures hold. */
const scenarios = {
  'a response': () => {},
  'a refused header': (_owned, res) => {
    res.end()
    attempt(() => res.setHeader('X-Late', '1'))
  },
  'a refused header, whose error is kept': (_owned, res) => {
    res.end()
    try {
      res.setHeader('X-Late', '1')
    } catch (error) {
      kept.push(error)
    }
  },
  'a late body': (_owned, res) => {
    res.end('first')
    res.end('second')
  },
  'a refused header after awaits': async (owned, res) => {
    res.end()
    await delay(1)
    await owned
    attempt(() => res.setHeader('X-Late', '1'))
  },
  'a promise in a cache': owned => {
    kept.push(Promise.resolve(1).then(nothing), owned.work())
  },
  'a promise in a cache that never settles': () => {
    kept.push(new Promise(nothing).then(nothing))
  },
  'an interval': () => {
    kept.push(setInterval(nothing, 1000).unref())
  },
  'a timer that is far away': () => {
    kept.push(setTimeout(nothing, 1_000_000).unref())
  },
  'a connection': () => {
    kept.push(net.connect(port, 'localhost').on('data', nothing).on('error', nothing).unref())
  },
  'an AsyncResource': () => {
    kept.push(new AsyncResource('JOB'), AsyncResource.bind(nothing))
  },
  'a channel': () => {
    const { port1, port2 } = new MessageChannel()
    port1.on('message', nothing).unref()
    kept.push(port1, port2)
  },
  'a listener that holds nothing': () => {
    shared.on('event', nothing)
  },
  'a listener that holds the response': (_owned, res) => {
    shared.on('event', () => res.end('late'))
  },
}

class Owned {
  async work() {
    await delay(1)
    return 1
  }
}

/** What is still there of a request that `scenario` has handled, and that is over. */
async function leftOf(scenario) {
  const refs = {}
  const responded = new Promise(resolve => {
    respond = async (req, res) => {
      const owned = new Owned()
      for (const [name, object] of Object.entries({ req, res, owned })) refs[name] = new WeakRef(object)
      await scenario(owned, res)
      if (!res.writableEnded) res.end()
      resolve()
    }
  })
  const socket = net.connect(port, 'localhost').resume()
  socket.write(request())
  await once(socket, 'close')
  await responded
  respond = nothing
  const left = () => Object.keys(refs).filter(name => refs[name].deref() !== undefined)
  // What Node itself defers, and what reports are made of, is gone after a few turns.
  for (let round = 0; round < 20 && left().length > 0; round++) {
    await delay(5)
    globalThis.gc()
  }
  return left()
}

const many = 100_000

/** What one response goes on with, very often, while it is open. */
const masses = {
  '100,000 writes': async res => {
    for (let number = 0; number < many; number++) if (!res.write('x')) await once(res, 'drain')
  },
  '100,000 callbacks that wait': () =>
    new Promise(resolve => {
      let left = many
      for (let number = 0; number < many; number++) setImmediate(() => --left === 0 && resolve())
    }),
  '10,000 callbacks one after the other': () =>
    new Promise(resolve => {
      let left = many / 10
      const next = () => (--left === 0 ? resolve() : setImmediate(next))
      next()
    }),
  '10,000 awaits': async () => {
    for (let number = 0; number < many / 10; number++) await null
  },
  '10,000 promises chained': () => {
    let promise = Promise.resolve()
    for (let number = 0; number < many / 10; number++) promise = promise.then(nothing)
    return promise
  },
  '1,000 refused headers': res => {
    res.write('x')
    for (let number = 0; number < many / 100; number++) attempt(() => res.setHeader('X-Late', '1'))
  },
}

/** Bytes and hops that an open response keeps after all that, and when it is over. */
async function keptBy(mass) {
  const heap = () => {
    globalThis.gc()
    return process.memoryUsage().heapUsed
  }
  const before = heap()
  const grown = new Promise(resolve => {
    respond = async (_req, res) => {
      await mass(res)
      await turn()
      resolve({ grown: (heap() - before) / 1_000_000, hops: count(Hop), traces: count(Trace) })
      res.end()
    }
  })
  const socket = net.connect(port, 'localhost').resume()
  socket.write(request())
  const open = await grown
  await once(socket, 'close')
  respond = nothing
  let over = Number.NaN
  for (let round = 0; round < 20 && over !== 0; round++) {
    await delay(5)
    globalThis.gc()
    over = count(Hop)
  }
  return { ...open, over }
}

const count = type => queryObjects(type, { format: 'count' })

const rows = [
  ...(process.env.ROWS === 'masses'
    ? Object.entries(masses).map(([title, mass]) => [title, () => keptBy(mass)])
    : Object.entries(scenarios).map(([title, scenario]) => [title, () => leftOf(scenario)])),
  ['the end', () => server.close().closeAllConnections()],
]
export const table = Object.fromEntries(rows)
