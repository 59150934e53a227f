// What looks like a second response and is none.
import assert from 'node:assert/strict'
import events, { once } from 'node:events'
import http, { ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { pipeline, Readable } from 'node:stream'
import { attempt, conflictsIn, conflictsOf } from './conflicts.mjs'
import { exchange, request } from './exchange.mjs'

const done = (emitter, event) => new Promise(resolve => emitter.once(event, resolve))

/** An exchange that ends with this status. */
const respondedWith = (status, options) =>
  conflictsOf(async () => {
    const { received } = await exchange((_req, res) => res.end('first'), options)
    assert.match(received, new RegExp(`HTTP/1\\.1 ${status} `))
  })

/** A server with nothing but a listener of its own. */
const only = (event, listener) => server => server.removeAllListeners('request').on(event, listener)

async function capturingRejections(cause) {
  events.captureRejections = true
  try {
    return await cause()
  } finally {
    events.captureRejections = false
  }
}

export const table = {
  'an end after the end': () =>
    conflictsIn((_req, res) => {
      res.end('first')
      res.end()
      res.end(() => {})
      res.end(null)
      res.end('')
    }),

  'an end after the finish': () =>
    conflictsIn(async (_req, res) => {
      await done(res.end('first'), 'finish')
      res.end()
      res.end(() => {})
    }),

  'headers that are flushed again': () =>
    conflictsIn((_req, res) => {
      res.flushHeaders()
      res.flushHeaders()
      res.end()
      res.flushHeaders()
    }),

  'a pipe that ends a response which has ended': () =>
    conflictsIn((_req, res) => {
      Readable.from([]).pipe(res.end('first'))
    }),

  'a pipe into a response which has ended': () =>
    conflictsIn((_req, res) => {
      Readable.from(['lost']).pipe(res.end('first'))
    }),

  'a pipeline into a response which has ended': () =>
    conflictsIn((_req, res) => {
      attempt(() => pipeline(Readable.from(['lost']), res.end('first'), () => {}))
    }),

  'informational heads before the response': () =>
    conflictsIn((_req, res) => {
      res.writeContinue()
      res.writeProcessing()
      res.writeEarlyHints({ link: '</a.css>; rel=preload' })
      res.writeInformation?.(103)
      res.setHeader('X-Response', '1')
      res.end('first')
    }),

  'early hints without a link, at any time': () =>
    conflictsIn((_req, res) => {
      res.writeEarlyHints({})
      res.end('first')
      res.writeEarlyHints({})
    }),

  'a request that expects 100-continue': () =>
    conflictsIn((_req, res) => res.end('first'), {
      sent: request({ headers: { Expect: '100-continue', Connection: 'close' } }),
    }),

  'a head that is fixed after it was refused for its status': () =>
    conflictsIn((_req, res) => {
      attempt(() => res.writeHead(1000))
      res.writeHead(200).end('first')
    }),

  'a head that is fixed after it was refused for a header': () =>
    conflictsIn((_req, res) => {
      attempt(() => res.writeHead(200, { 'X-Bad': 'line\nbreak' }))
      res.writeHead(200).end('first')
    }),

  'a header that is refused for its own sake': () =>
    conflictsIn((_req, res) => {
      attempt(() => res.setHeader('X-Bad', undefined))
      attempt(() => res.setHeader('not a name', '1'))
      attempt(() => res.appendHeader('X-Bad', 'line\nbreak'))
      res.end('first')
      attempt(() => res.removeHeader(42))
      attempt(() => res.removeHeader())
    }),

  'a body that is refused for its own sake': () =>
    conflictsIn((_req, res) => {
      attempt(() => res.write(null))
      attempt(() => res.write({}))
      attempt(() => res.end(42))
      res.end('first')
      attempt(() => res.write(null))
      attempt(() => res.write({}))
    }),

  'headers that an own writeHead sets first': () =>
    conflictsIn((_req, res) => {
      const { writeHead } = res
      res.writeHead = function (...given) {
        this.setHeader('X-On-Headers', '1')
        this.appendHeader('X-On-Headers', '2')
        this.removeHeader('X-Powered-By')
        return Reflect.apply(writeHead, this, given)
      }
      res.end('first')
    }),

  'headers that writeHead itself sets': () =>
    conflictsIn((_req, res) => {
      res.setHeader('X-Response', '1')
      res.writeHead(200, { 'X-Response': '2', 'X-More': ['1', '2'] })
      res.end('first')
    }),

  'trailers after the head': () =>
    conflictsIn((_req, res) => {
      res.writeHead(200, { Trailer: 'X-Trailer' })
      res.write('first')
      res.addTrailers({ 'X-Trailer': '1' })
      res.end()
      res.addTrailers({ 'X-Trailer': '2' })
    }),

  'requests in a row on one connection': () =>
    conflictsIn((_req, res) => res.writeHead(200).end('first'), {
      sent: request({ headers: {} }) + request({ headers: {} }) + request(),
    }),

  'a response that waits for the one before it': () =>
    conflictsIn(
      async (req, res) => {
        if (req.url === '/1') await new Promise(setImmediate)
        res.writeHead(200).end('first')
      },
      { sent: request({ path: '/1', headers: {} }) + request({ path: '/2' }) },
    ),

  'a response for a client that has gone': () =>
    conflictsIn(async (_req, res) => {
      const closed = done(res, 'close')
      res.socket.destroy()
      await closed
      res.setHeader('X-Late', '1')
      res.writeHead(200)
      res.write('late')
      res.end('late')
    }),

  'a response for a client that goes meanwhile': () =>
    conflictsIn(async (_req, res) => {
      res.write('some')
      const closed = done(res, 'close')
      res.socket.destroy()
      await closed
      res.write('more')
      res.end('rest')
    }),

  'a check of headersSent before the response': () =>
    conflictsIn((_req, res) => {
      res.end('first')
      if (!res.headersSent) res.setHeader('X-Late', '1')
      if (!res.writableEnded) res.end('second')
    }),

  'a subclass that swallows late headers': () => {
    class Lenient extends ServerResponse {
      setHeader(...given) {
        return this.headersSent ? this : super.setHeader(...given)
      }
    }
    return conflictsIn(
      (_req, res) => {
        res.end('first')
        res.setHeader('X-Late', '1')
      },
      { options: { ServerResponse: Lenient } },
    )
  },

  "a framework's own refusal": () =>
    conflictsIn((_req, res) => {
      res.setHeader = () => {
        throw Object.assign(new Error("Can't set headers after they are sent."), {
          code: 'ERR_HTTP_HEADERS_SENT',
        })
      }
      res.end('first')
      attempt(() => res.setHeader('X-Late', '1'))
    }),

  'a status that is changed after the response': () =>
    conflictsIn((_req, res) => {
      res.end('first')
      res.statusCode = 500
      res.statusMessage = 'Late'
    }),

  'a response that is destroyed after its end': () =>
    conflictsIn((_req, res) => {
      res.end('first')
      res.destroy()
    }),

  'bodies that are not to be sent': () =>
    conflictsIn((_req, res) => {
      res.writeHead(304)
      res.write('dropped')
      res.end('dropped')
    }),

  'the body of a response to HEAD': () =>
    conflictsIn((_req, res) => res.end('dropped'), { sent: request({ method: 'HEAD' }) }),

  'a head that is taken back and written anew': () =>
    conflictsIn((_req, res) => {
      res.writeHead(500)
      res._header = null
      res.setHeader('X-Anew', '1')
      res.writeHead(200).end('first')
    }),

  'a request without a host, to which Node responds': () =>
    respondedWith(400, { sent: 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n' }),

  'an expectation that Node does not know': () =>
    respondedWith(417, { sent: request({ headers: { Expect: 'a miracle', Connection: 'close' } }) }),

  'a request that is not HTTP': () => respondedWith(400, { sent: 'nonsense\r\n\r\n' }),

  'a request whose headers are too large': () =>
    respondedWith(431, { sent: request({ headers: { 'X-Large': 'a'.repeat(20_000) } }) }),

  'a request more than the connection may make': () =>
    respondedWith(503, {
      sent: request({ headers: {} }) + request(),
      prepare: server => {
        server.maxRequestsPerSocket = 1
      },
    }),

  'a handler that rejects, for which Node responds': () =>
    capturingRejections(() =>
      respondedWith(500, {
        prepare: only('request', async () => {
          throw new Error('rejected')
        }),
      }),
    ),

  'a handler that rejects after its response': () =>
    capturingRejections(() =>
      conflictsIn(() => {}, {
        prepare: only('request', async (_req, res) => {
          res.writeHead(200)
          throw new Error('rejected')
        }),
      }),
    ),

  'a response of its own for an upgrade': () =>
    respondedWith(426, {
      sent: request({ headers: { Connection: 'Upgrade', Upgrade: 'anything' } }),
      prepare: only('upgrade', (req, socket) => {
        const res = new ServerResponse(req)
        res.assignSocket(socket)
        res.writeHead(426).end('first')
        res.once('finish', () => socket.end())
      }),
    }),

  'a response that is written to the socket': () =>
    respondedWith(101, {
      sent: request({ headers: { Connection: 'Upgrade', Upgrade: 'anything' } }),
      prepare: only('upgrade', (_req, socket) => socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n')),
    }),

  'a tunnel': () =>
    respondedWith(200, {
      sent: 'CONNECT localhost:1 HTTP/1.1\r\nHost: localhost:1\r\n\r\n',
      prepare: only('connect', (_req, socket) => {
        socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
        socket.end('through')
        attempt(() => socket.write('late'))
        socket.on('error', () => {})
      }),
    }),

  'a connection that breaks in the middle of its response': () =>
    conflictsIn(async (_req, res) => {
      res.on('error', () => {})
      const closed = done(res, 'close')
      res.write('some')
      res.socket.destroy(new Error('broken'))
      await closed
      res.write('more')
      res.end('rest')
    }),

  'a client that leaves in the middle of its request': () =>
    conflictsOf(async () => {
      const server = http.createServer((req, res) => {
        req.resume().on('error', () => res.end('too late'))
        res.write('some')
      })
      await once(server.listen(0, 'localhost'), 'listening')
      const socket = connect(server.address().port, 'localhost')
      socket.write(request({ method: 'POST', headers: { 'Content-Length': '10' } }))
      socket.once('data', () => socket.destroy())
      await done(socket, 'close')
      await once(server.close(), 'close')
    }),
}
