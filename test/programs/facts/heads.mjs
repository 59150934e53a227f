// How a head is sent, as src/capture/first-send.ts takes it.
import assert from 'node:assert/strict'
import { OutgoingMessage, ServerResponse } from 'node:http'
import { PassThrough, pipeline, Readable } from 'node:stream'
import { exchange, request } from '../exchange.mjs'
import { done, sentResponse } from './refusal.mjs'

const heads = {
  writeHead: res => res.writeHead(200),
  write: res => res.write('body'),
  'an empty end': res => res.end(),
  'an end with a body': res => res.end('body'),
  flushHeaders: res => res.flushHeaders(),
  'a pipe': res => done(Readable.from(['body']).pipe(res), 'finish'),
  'a pipeline': res =>
    new Promise(resolve => pipeline(Readable.from(['body']), new PassThrough(), res, resolve)),
  writeHeader: res => (res.writeHeader ?? res.writeHead).call(res, 200),
}

const responsesOfNode = {
  'a request without a host': 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n',
  'an unknown expectation': request({ headers: { Expect: 'a miracle', Connection: 'close' } }),
}

export const table = {}

for (const [name, send] of Object.entries(heads))
  table[`the head that ${name} sends goes through _storeHeader, once`] = async () => {
    assert.deepEqual(
      await headsStored((_req, res) => {
        assert.equal(res._header, null)
        return send(res)
      }),
      ['a head where there was none'],
    )
  }

for (const [name, sent] of Object.entries(responsesOfNode))
  table[`the head that Node sends by itself for ${name} goes through _storeHeader`] = async () => {
    assert.deepEqual(await headsStored(() => {}, { sent }), ['a head where there was none'])
  }

async function headsStored(respond, options) {
  const { _storeHeader } = OutgoingMessage.prototype
  const stored = []
  OutgoingMessage.prototype._storeHeader = function (...given) {
    const before = this._header
    const returned = Reflect.apply(_storeHeader, this, given)
    stored.push(before === null && this._header ? 'a head where there was none' : 'another head')
    return returned
  }
  try {
    await exchange(respond, options)
  } finally {
    OutgoingMessage.prototype._storeHeader = _storeHeader
  }
  return stored
}

Object.assign(table, {
  '_storeHeader is a method of OutgoingMessage alone': () => {
    assert.ok(Object.hasOwn(OutgoingMessage.prototype, '_storeHeader'))
    assert.ok(!Object.hasOwn(ServerResponse.prototype, '_storeHeader'))
  },

  'a head that is refused for a header is not sent': () => {
    const response = new ServerResponse({ method: 'GET', headers: {} })
    assert.throws(() => response.writeHead(200, { 'X-Bad': 'line\nbreak' }), { code: 'ERR_INVALID_CHAR' })
    assert.equal(response.headersSent, false)
  },
})

Object.assign(table, {
  'the head that was sent begins with its status, whatever becomes of statusCode': () => {
    const response = sentResponse()
    response.statusCode = 500
    assert.match(response._header, /^HTTP\/1\.1 200 /)
  },
})

table['headersSent is an accessor that can be replaced, and says whether there is a head'] = () => {
  const { get, configurable } = Object.getOwnPropertyDescriptor(OutgoingMessage.prototype, 'headersSent')
  assert.equal(configurable, true)
  assert.deepEqual(
    [null, 'a head'].map(_header => get.call({ _header })),
    [false, true],
  )
}

// Else what reads it would be watched, too.
table['writableEnded cannot be replaced'] = () => {
  const { configurable } = Object.getOwnPropertyDescriptor(OutgoingMessage.prototype, 'writableEnded')
  assert.equal(configurable, false)
}
