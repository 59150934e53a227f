// What looks like a second response over HTTP/2 and is none.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { finished, pipeline, Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { attempt, conflictsOf } from './conflicts.mjs'
import { exchange2 } from './http2-exchange.mjs'

const conflictsIn = (respond, options) =>
  conflictsOf(async () => {
    const { received } = await exchange2(respond, options)
    assert.ok(received.length > 0)
  })

const file = fileURLToPath(import.meta.url)

/** A client that leaves as soon as it has the head. */
const leaving = { requests: [{ leave: true }] }

export const table = {
  'a response': () =>
    conflictsIn((_req, res) => {
      res.setHeader('x-one', '1')
      res.writeHead(200, { 'x-two': '2' })
      res.write('some')
      res.end('more')
    }),
  'a response by a pipe': () => conflictsIn((_req, res) => void Readable.from(['piped']).pipe(res)),
  'a response by a pipeline': () =>
    conflictsIn((_req, res) => new Promise(done => pipeline(Readable.from(['piped']), res, done))),
  'an end after the end': () =>
    conflictsIn((_req, res) => {
      res.end('first')
      res.end()
      res.end(() => {})
      res.end(null)
    }),
  'headers that are flushed again': () =>
    conflictsIn((_req, res) => {
      res.flushHeaders()
      res.flushHeaders()
      res.end()
    }),
  'informational heads, before and after': () =>
    conflictsIn((_req, res) => {
      res.writeContinue()
      res.writeEarlyHints({ link: '</a.css>; rel=preload' })
      res.end('first')
      res.writeContinue()
      res.writeEarlyHints({ link: '</a.css>; rel=preload' })
    }),
  'an expectation': () =>
    conflictsIn((_req, res) => void res.end('first'), {
      requests: [{ headers: { ':method': 'POST', expect: '100-continue' }, body: 'body' }],
    }),
  'an unknown expectation': () =>
    conflictsIn((_req, res) => void res.end('first'), {
      requests: [{ headers: { expect: 'a miracle' } }],
      prepare: server => server.on('checkExpectation', (_req, res) => res.writeHead(417).end()),
    }),
  trailers: () =>
    conflictsIn((_req, res) => {
      res.write('some')
      res.setTrailer('x-sum', '1')
      res.addTrailers({ 'x-other': '2' })
      res.end()
      res.setTrailer('x-late', '3')
    }),
  'trailers of a stream': () =>
    conflictsIn(
      stream => {
        stream.respond({ ':status': 200 }, { waitForTrailers: true })
        stream.once('wantTrailers', () => stream.sendTrailers({ 'x-sum': '1' }))
        stream.end('body')
      },
      { event: 'stream' },
    ),
  'a push after the head': () =>
    conflictsIn((_req, res) => {
      res.writeHead(200)
      res.createPushResponse({ ':path': '/pushed' }, (_error, push) => {
        push.writeHead(200)
        push.end('pushed')
        res.end('first')
      })
    }),
  'a push when the stream has closed': () =>
    conflictsIn(async (_req, res) => {
      const closed = once(res.stream, 'close')
      res.end('first')
      await closed
      attempt(() => res.createPushResponse({ ':path': '/pushed' }, () => {}))
    }),
  'a response to HEAD': () =>
    conflictsIn((_req, res) => void res.end('dropped'), { requests: [{ headers: { ':method': 'HEAD' } }] }),
  'a response without a body': () =>
    conflictsIn((_req, res) => {
      res.writeHead(304)
      res.end()
    }),
  'a check of headersSent before the response': () =>
    conflictsIn((_req, res) => {
      res.end('first')
      if (!res.headersSent) res.setHeader('x-late', '1')
      if (!res.writableEnded) res.end('second')
    }),
  'a status that is changed after the response': () =>
    conflictsIn((_req, res) => {
      res.end('first')
      res.statusCode = 500
    }),
  'a head that is refused for itself, and another': () =>
    conflictsIn((_req, res) => {
      attempt(() => res.stream.respond({ ':status': 99 }))
      attempt(() => res.setHeader(42, '1'))
      res.end('first')
      attempt(() => res.setHeader(42, '1'))
    }),
  'a client that leaves in the middle': () =>
    conflictsIn(async (_req, res) => {
      const closed = once(res.stream, 'close')
      res.writeHead(200)
      res.write('some')
      await closed
      res.writeHead(500)
      res.write('more')
      res.end('rest')
    }, leaving),
  'a client that leaves a stream in the middle': () =>
    conflictsIn(
      async stream => {
        const closed = once(stream, 'close')
        stream.on('error', () => {})
        stream.respond()
        stream.write('some')
        await closed
        attempt(() => stream.respond({ ':status': 500 }))
        attempt(() => stream.additionalHeaders({ ':status': 103 }))
        stream.end('rest')
      },
      { ...leaving, event: 'stream' },
    ),
  'a session that is destroyed meanwhile': () =>
    conflictsIn(async (_req, res) => {
      const closed = once(res.stream, 'close')
      res.stream.session.destroy()
      await closed
      attempt(() => res.setHeader('x-late', '1'))
      attempt(() => res.writeHead(200))
      res.write('late')
      res.end('late')
    }),
  'a file whose check responds by itself': () =>
    conflictsIn(
      async stream => {
        const done = new Promise(resolve => finished(stream, resolve))
        stream.respondWithFile(
          file,
          {},
          {
            statCheck() {
              stream.respond({ ':status': 304 }, { endStream: true })
              return false
            },
          },
        )
        await done
      },
      { event: 'stream' },
    ),
  'a file that is not there': () =>
    conflictsIn(
      async stream => {
        const done = new Promise(resolve => finished(stream, resolve))
        stream.respondWithFile(
          'nowhere',
          {},
          { onError: () => stream.respond({ ':status': 404 }, { endStream: true }) },
        )
        await done
      },
      { event: 'stream' },
    ),
  'a tunnel': () =>
    conflictsIn(() => {}, {
      requests: [{ headers: { ':method': 'CONNECT', ':path': undefined, ':authority': 'localhost:1' } }],
      prepare: server =>
        server.on('connect', async (_req, res) => {
          res.stream.respond({ ':status': 200 })
          await sleep(5)
          res.stream.end('through')
        }),
    }),
}
