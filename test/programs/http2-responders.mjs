// Responses of HTTP/2 however they come about, each sent by `sendFirst` and then again.
import { once } from 'node:events'
import http2 from 'node:http2'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { attempt, conflictsOf } from './conflicts.mjs'
import { exchange2 } from './http2-exchange.mjs'

function sendFirst(res) {
  res.end('first')
}

function sendSecond(res) {
  try {
    res.setHeader('x-late', '1')
  } catch {}
}

const conflictsIn = (respond, options) => conflictsOf(() => exchange2(respond, options))

/** A stream on which `first` has sent a head, and `second` tries another. */
const onStream = (first, second) =>
  conflictsIn(
    async function respond(stream) {
      function sendFirst() {
        return first(stream)
      }
      function sendSecond() {
        second(stream)
      }
      await sendFirst()
      attempt(sendSecond)
    },
    { event: 'stream' },
  )

const file = fileURLToPath(import.meta.url)

const heads = {
  respond: stream => stream.respond({ ':status': 202 }),
  'an end with a body': stream => stream.end('body'),
  'a write': stream => stream.write('body'),
  respondWithFile: async stream => {
    stream.respondWithFile(file)
    await once(stream, 'finish')
  },
}

const late = {
  respond: stream => stream.respond({ ':status': 500 }),
  respondWithFile: stream => stream.respondWithFile(file),
  respondWithFD: stream => stream.respondWithFD(0),
  additionalHeaders: stream => stream.additionalHeaders({ ':status': 103 }),
}

export const table = {}

for (const [name, send] of Object.entries(heads))
  table[`a stream that was responded to by ${name}`] = () => onStream(send, late.respond)

for (const [name, send] of Object.entries(late))
  table[`${name} on a stream that was responded to`] = () => onStream(heads.respond, send)

Object.assign(table, {
  'a stream that was responded to and has closed': () =>
    onStream(async stream => {
      const closed = once(stream, 'close')
      stream.respond({ ':status': 200 }, { endStream: true })
      await closed
    }, late.respond),

  'a response whose stream is responded to by hand': () =>
    conflictsIn(function respond(_req, res) {
      function sendSecond() {
        res.stream.respond({ ':status': 500 })
      }
      sendFirst(res)
      attempt(sendSecond)
    }),

  'a response on whose stream a head was sent': () =>
    conflictsIn(function respond(_req, res) {
      function sendFirst() {
        res.stream.respond({ ':status': 200 })
      }
      sendFirst()
      sendSecond(res)
    }),

  'a Proxy of the response': () =>
    conflictsIn((_req, res) => {
      const proxy = new Proxy(res, {})
      proxy.writeHead(200)
      sendSecond(proxy)
      res.end()
    }),

  'requests at the same time on one connection': () => {
    let open = 0
    return conflictsIn(
      async (req, res) => {
        open++
        while (open < 2) await sleep(1)
        await sleep(req.url === '/1' ? 20 : 5)
        sendFirst(res)
        await sleep(10)
        sendSecond(res)
      },
      { requests: ['/1', '/2'].map(path => ({ headers: { ':path': path } })) },
    )
  },

  'a request whose body comes first': () =>
    conflictsIn(
      async (req, res) => {
        for await (const _ of req);
        sendFirst(res)
        sendSecond(res)
      },
      {
        requests: [{ headers: { ':method': 'POST', ':path': '/posted?secret' }, body: 'a'.repeat(100_000) }],
      },
    ),

  'a pushed response': () =>
    conflictsIn((_req, res) => {
      res.createPushResponse({ ':path': '/pushed' }, (_error, push) => {
        sendFirst(push)
        sendSecond(push)
        res.end()
      })
    }),

  'a subclass of the response': () => {
    class Own extends http2.Http2ServerResponse {
      setHeader(name, value) {
        return super.setHeader(name, value)
      }
    }
    return conflictsOf(async () => {
      const server = http2.createServer({ Http2ServerResponse: Own }, (_req, res) => {
        sendFirst(res)
        sendSecond(res)
      })
      await once(server.listen(0, 'localhost'), 'listening')
      const client = http2.connect(`http://localhost:${server.address().port}`)
      await once(client.request().resume(), 'close')
      client.destroy()
      await new Promise(resolve => server.close(resolve))
    })
  },

  'a response that is ended twice with a body': () =>
    conflictsIn((_req, res) => {
      function sendSecond() {
        res.end('second')
      }
      sendFirst(res)
      sendSecond()
    }),
})
