// The servers that are measured. Each responds to `GET /a/items/12` with a small body.
const http = require('node:http')

exports.servers = {
  /** What stands beside the work that is for no request. */
  background: () =>
    http.createServer((_request, response) => response.setHeader('content-length', 2).end('ok')),

  raw: () =>
    http.createServer((_request, response) => {
      response.setHeader('content-type', 'text/plain')
      response.end('hello')
    }),

  express: () => serveExpress((request, response) => response.json({ id: request.params.id })),

  koa: () => {
    const Koa = require('koa')
    const app = new Koa()
    app.use(async (_context, next) => next())
    app.use(async context => {
      context.body = { path: context.path }
    })
    return http.createServer(app.callback())
  },

  fastify: async () => {
    let server
    const app = require('fastify')({ serverFactory: handler => (server = http.createServer(handler)) })
    app.get('/:kind/items/:id', async request => ({ id: request.params.id }))
    await app.ready()
    return server
  },

  /** 55 awaits: layers of small asynchronous functions, as between a handler and its database. */
  awaits: () => {
    const layer = async depth => {
      if (depth === 0) return 0
      await null
      return 1 + (await layer(depth - 1))
    }
    return serveExpress(async (_request, response) => {
      let sum = 0
      for (let call = 0; call < 5; call++) sum += await layer(5)
      response.json({ sum })
    })
  },

  /** 30 callbacks: ticks, immediates and timers, one after the other. */
  callbacks: () =>
    serveExpress((_request, response) => {
      let left = 30
      const go = () => {
        if (--left === 0) response.json({ left })
        else if (left % 3 !== 0) process.nextTick(go)
        else if (left % 2 !== 0) setImmediate(go)
        else setTimeout(go, 0)
      }
      go()
    }),

  /** Responds to every 25th request a second time, by way of a file and a timer. One route of 40 after the other does. */
  twice: () => {
    const { readFile } = require('node:fs')
    let count = 0
    const respondAgain = response => {
      readFile(__filename, () => setTimeout(() => respond(response), 1))
    }
    const respond = response => {
      try {
        response.json({ count })
      } catch {
        // What it is for.
      }
    }
    return serveExpress((_request, response) => {
      if (++count % 25 === 0) respondAgain(response)
      setImmediate(() => respond(response))
    })
  },
}

/** A queue: each job parses what it got, counts by a key, and awaits three small functions. A tenth of them wait for the event loop. */
exports.work = async jobs => {
  const text = JSON.stringify({
    id: 1,
    items: Array.from({ length: 20 }, (_, id) => ({ id, name: `item ${id}` })),
  })
  const counts = new Map()
  const load = async () => JSON.parse(text)
  const sumOf = async ({ items }) => items.reduce((sum, { id }) => sum + id, 0)
  const store = async (key, sum) => counts.set(key, (counts.get(key) ?? 0) + sum)
  for (let job = 0; job < jobs; job++) {
    const order = await load()
    await store(job % 100, await sumOf(order))
    if (job % 10 === 0) await new Promise(resolve => setImmediate(resolve))
  }
}

function serveExpress(handler) {
  const app = require('express')()
  app.get('/:kind/items/:id', handler)
  return http.createServer(app)
}
