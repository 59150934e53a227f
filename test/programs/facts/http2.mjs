// What src/capture/http2-streams.ts and src/detect/http2*.ts take for granted of Node's HTTP/2.
import assert from 'node:assert/strict'
import diagnostics from 'node:diagnostics_channel'
import { once } from 'node:events'
import http2 from 'node:http2'
import { createRequire } from 'node:module'
import { Socket } from 'node:net'
import { exchange2 } from '../http2-exchange.mjs'
import { refusalOf } from './refusal.mjs'

const { compatOperations, streamOperations, additionalHeaders } = createRequire(import.meta.url)(
  '../../../dist/src/detect/operations.js',
)

const { prototype } = http2.Http2ServerResponse

export const table = {
  'a stream is published when a server has made it, with the headers of its request': async () => {
    const [major, minor] = process.versions.node.split('.').map(Number)
    if (major === 20 || (major === 22 && minor < 17) || (major === 24 && minor < 2)) return 'not in this Node'
    const seen = []
    const onCreated = ({ stream, headers }) => seen.push(['created', stream, headers[':path'], stream.id])
    diagnostics.subscribe('http2.server.stream.created', onCreated)
    await exchange2((_req, res) => {
      seen.push(['handler', res.stream])
      res.end()
    })
    diagnostics.unsubscribe('http2.server.stream.created', onCreated)
    const [[first, stream, path, id], [second, same]] = seen
    assert.deepEqual([first, path, id, second], ['created', '/', 1, 'handler'])
    assert.equal(stream, same)
  },

  'a session turns off the delay of its socket, which leads to it, and keeps its streams in a map':
    async () => {
      const { setNoDelay } = Socket.prototype
      const sessions = []
      Socket.prototype.setNoDelay = function (...given) {
        const values = Reflect.ownKeys(this).map(key => this[key])
        sessions.push(...values.filter(value => value?.constructor?.name === 'ServerHttp2Session'))
        return Reflect.apply(setNoDelay, this, given)
      }
      try {
        await exchange2((_req, res) => {
          const state = Object.getOwnPropertySymbols(sessions[0]).find(
            ({ description }) => description === 'state',
          )
          const { streams } = sessions[0][state]
          assert.equal(streams.get(1), res.stream)
          assert.ok(!Object.hasOwn(streams, 'set') && Object.isExtensible(streams))
          res.end()
        })
      } finally {
        Socket.prototype.setNoDelay = setNoDelay
      }
      assert.equal(sessions.length, 1)
    },

  'a stream begins in the context of its session, and gets what comes later in one of its own': async () => {
    const { returned } = await exchange2((_req, res) => {
      const symbol = Object.getOwnPropertySymbols(res.stream).find(
        ({ description }) => description === 'async_id_symbol',
      )
      res.end()
      return res.stream[symbol]
    })
    assert.ok(returned[0] > 0)
  },

  'respond is what Node calls by a symbol, too': () =>
    onStream(stream => {
      const streams = Object.getPrototypeOf(stream)
      const symbol = Object.getOwnPropertySymbols(streams).find(
        ({ description }) => description === 'proceed',
      )
      assert.equal(streams[symbol], streams.respond)
    }),

  'every operation is there, on the class itself': () =>
    onStream(stream => {
      for (const { name } of [...streamOperations, additionalHeaders])
        assert.ok(Object.hasOwn(Object.getPrototypeOf(stream), name))
      for (const { name } of compatOperations) assert.ok(Object.hasOwn(prototype, name))
    }),

  'whatever refuses a response that is sent is an operation that is guarded': async () => {
    await exchange2((_req, res) => {
      res.end()
      const guarded = compatOperations.map(({ name }) => name)
      for (const name of Object.getOwnPropertyNames(prototype)) {
        const { value } = Object.getOwnPropertyDescriptor(prototype, name)
        if (typeof value !== 'function' || ['constructor', 'destroy', 'write'].includes(name)) continue
        try {
          res[name]('x-late', '1')
        } catch (error) {
          if (error.code === 'ERR_HTTP2_HEADERS_SENT') assert.ok(guarded.includes(name), name)
        }
      }
    })
  },

  'what is refused throws in one line of its own, also for what only looks like a response': () =>
    onStream(stream => {
      const streams = Object.getPrototypeOf(stream)
      const methods = [
        ...compatOperations.map(({ name }) => [prototype[name], 'ERR_HTTP2_HEADERS_SENT']),
        ...streamOperations.map(({ name }) => [streams[name], 'ERR_HTTP2_HEADERS_SENT']),
        ...streamOperations.map(({ name }) => [streams[name], 'ERR_HTTP2_INVALID_STREAM']),
        [streams.additionalHeaders, 'ERR_HTTP2_HEADERS_AFTER_RESPOND'],
      ]
      for (const [method, code] of methods) {
        const lines = String(method).split('\n')
        assert.equal(lines.filter(line => line.includes(`throw new ${code}(`)).length, 1)
        const traits = { headersSent: true, destroyed: code === 'ERR_HTTP2_INVALID_STREAM', closed: false }
        const likeness = new Proxy(traits, { get: (target, key, self) => target[key] ?? self })
        const error = refusalOf(() => method.call(likeness, 'name', 'value'))
        assert.equal(error.code, code)
        assert.match(error.stack, /\n {4}at .*\(node:internal\/http2\/\w+:\d+:\d+\)/)
      }
    }),

  'a body that is written after the end breaks off the stream: its callback gets the error, and the stream emits it':
    async () => {
      const seen = []
      await exchange2(async (_req, res) => {
        res.end('first')
        const emitted = once(res.stream, 'error').then(([error]) => seen.push(['event', error.code]))
        res.write('late', error => seen.push(['callback', error.code]))
        await emitted
      })
      assert.deepEqual(seen, [
        ['callback', 'ERR_STREAM_WRITE_AFTER_END'],
        ['event', 'ERR_STREAM_WRITE_AFTER_END'],
      ])
    },

  'a body that comes with a second end is dropped without a word': async () => {
    const given = []
    const { received } = await exchange2(async (_req, res) => {
      res.end('first')
      await new Promise(resolve => {
        res.end('late', (...args) => resolve(given.push(args)))
      })
    })
    assert.deepEqual([received[0].body, received[0].error, given], ['first', null, [[]]])
  },

  'a head is dropped without a word when the stream has closed': async () => {
    await exchange2(async (_req, res) => {
      const closed = once(res.stream, 'close')
      res.end('first')
      await closed
      assert.equal(res.writeHead(500), res)
      assert.equal(res.headersSent, true)
    })
  },
}

for (const [name, send] of Object.entries({
  writeHead: res => res.writeHead(200),
  write: res => res.write('body'),
  'an end with a body': res => res.end('body'),
  'an empty end': res => res.end(),
  flushHeaders: res => res.flushHeaders(),
  'a write on the stream': res => res.stream.write('body'),
}))
  table[`the head that ${name} sends goes through respond, once`] = async () => {
    let count = 0
    await exchange2((_req, res) => {
      const streams = Object.getPrototypeOf(res.stream)
      const symbol = Object.getOwnPropertySymbols(streams).find(
        ({ description }) => description === 'proceed',
      )
      const { respond } = streams
      const counting = function (...given) {
        count++
        return Reflect.apply(respond, this, given)
      }
      Object.assign(streams, { respond: counting, [symbol]: counting })
      try {
        send(res)
      } finally {
        Object.assign(streams, { respond, [symbol]: respond })
      }
    })
    assert.equal(count, 1)
  }

async function onStream(prove) {
  await exchange2((_req, res) => {
    prove(res.stream)
  })
}
