// What hooks are called for, with count-hook-calls.cjs; or what is known of a second attempt that comes late: ROWS says which.
import { AsyncResource } from 'node:async_hooks'
import { randomBytes } from 'node:crypto'
import diagnostics from 'node:diagnostics_channel'
import { once } from 'node:events'
import http from 'node:http'
import net from 'node:net'
import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises'

let respond = () => {}
const server = http.createServer(function serve(req, res) {
  res.on('error', () => {})
  return respond(req, res)
})
await once(server.listen(0, '127.0.0.1').unref(), 'listening')
const { port } = server.address()
const agent = new http.Agent({ keepAlive: true })

async function ask(handle, options = { agent: false }) {
  respond = handle
  const [response] = await once(http.get({ port, host: '127.0.0.1', ...options }), 'response')
  await once(response.resume(), 'end')
  // What Node does when a response is over.
  for (let turns = 0; turns < 10; turns++) await turn()
}

const step = async number => number

/** Work that is for no request. */
async function work() {
  let sum = 0
  for (let number = 0; number < 1000; number++) sum += await step(number)
  for (let timers = 0; timers < 3; timers++) await delay(1)
  return sum
}

async function callsOfWork() {
  const before = globalThis.hookCalls
  await work()
  return globalThis.hookCalls - before
}

/** Works until no hook is called for it any more. */
async function callsInTheEnd() {
  for (;;) {
    const calls = await callsOfWork()
    if (calls === 0) return calls
    await delay(100)
  }
}

/** What is called when the requests are over. */
let later = () => {}

/** How a second attempt came that `handle` makes: the functions and reasons on its path. */
async function pathOf(handle) {
  const reported = new Promise(resolve => diagnostics.subscribe('headers-trace:conflict', resolve))
  await ask(handle)
  for (let request = 0; request < 3; request++) await ask((_req, res) => res.end('other'))
  later()
  const { first, second } = await reported
  return {
    exact: first.exact && second.exact,
    path: second.path.flatMap(({ reason, frames }) => [
      ...(reason === null ? [] : [reason]),
      ...frames.filter(({ owner }) => owner === 'app').map(frame => frame.function),
    ]),
  }
}

const calls = {
  'before the first request': callsOfWork,

  'after a request that makes random bytes at once': async () => {
    await ask((_req, res) => res.end(randomBytes(4).toString('hex')))
    return callsOfWork()
  },

  'after a request': async () => {
    await ask((_req, res) => res.end('ok'))
    return callsOfWork()
  },

  'after a request on a connection that stays open': async () => {
    await ask((_req, res) => res.end('ok'), { agent })
    const calls = await callsOfWork()
    agent.destroy()
    return calls
  },

  'after a request whose handler awaits': async () => {
    await ask(async (_req, res) => {
      await null
      await step(1)
      await delay(1)
      res.end('ok')
      await null
    })
    return callsOfWork()
  },

  'after a request whose timer was cleared': async () => {
    await ask((_req, res) => {
      const timer = setTimeout(() => {}, 60_000)
      res.end('ok', () => clearTimeout(timer))
    })
    return callsOfWork()
  },

  'while a response is open': async () => {
    let end
    const asked = ask((_req, res) => {
      end = () => res.end('ok')
    })
    while (end === undefined) await delay(1)
    const calls = await callsOfWork()
    end()
    await asked
    return calls > 0
  },

  'in the end, after a response whose client has left': async () => {
    const began = new Promise(resolve => {
      respond = resolve
    })
    const socket = net.connect(port, '127.0.0.1')
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await began
    socket.destroy()
    return callsInTheEnd()
  },

  'in the end, after a request that leaves a timer behind': async () => {
    let timer
    await ask((_req, res) => {
      timer = setTimeout(() => {}, 600_000)
      res.end('ok')
    })
    const calls = await callsInTheEnd()
    clearTimeout(timer)
    return calls
  },

  'in the end, after a request that leaves a promise behind': async () => {
    await ask((_req, res) => {
      new Promise(() => {}).then(() => {})
      res.end('ok')
    })
    return callsInTheEnd()
  },

  'in the end, after a second attempt two seconds after the end': async () => {
    await ask((_req, res) => {
      setTimeout(() => {
        try {
          res.writeHead(500)
        } catch {}
      }, 2000)
      res.end('first')
    })
    await delay(2100)
    return callsInTheEnd()
  },
}

const paths = {
  'a second attempt in a resource that was left behind, after other requests': () =>
    pathOf(function handle(_req, res) {
      const resource = new AsyncResource('Job')
      later = () =>
        resource.runInAsyncScope(function late() {
          try {
            res.writeHead(500)
          } catch {}
        })
      res.end('first')
    }),

  'a second attempt by a timer, two seconds after the end': () =>
    pathOf(function handle(_req, res) {
      const later = () => res.writeHead(500)
      setTimeout(() => {
        try {
          later()
        } catch {}
      }, 2000)
      res.end('first')
    }),

  'a second attempt after an await, two seconds after the end': () =>
    pathOf(function handle(_req, res) {
      async function later() {
        await delay(2000)
        await step(1)
        try {
          res.setHeader('X-Late', '1')
        } catch {}
      }
      later()
      res.end('first')
    }),
}

export const table = process.env.ROWS === 'paths' ? paths : calls
