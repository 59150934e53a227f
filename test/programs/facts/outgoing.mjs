// How a request that the application makes is sent, as src/capture/sent-request.ts takes it.
import assert from 'node:assert/strict'
import http, { ClientRequest, OutgoingMessage } from 'node:http'

/** How many heads a request sends in `act`, which gets what makes one. */
function headsStored(act) {
  const { _storeHeader } = OutgoingMessage.prototype
  let count = 0
  OutgoingMessage.prototype._storeHeader = function (...given) {
    if (this instanceof ClientRequest) count++
    return Reflect.apply(_storeHeader, this, given)
  }
  try {
    const request = act(more =>
      http.request({ host: 'localhost', port: 1, method: 'POST', ...more }).on('error', () => {}),
    )
    request.destroy()
  } finally {
    OutgoingMessage.prototype._storeHeader = _storeHeader
  }
  return count
}

export const table = {
  'a request has no head when it is made': () =>
    assert.equal(
      headsStored(make => make()),
      0,
    ),
}

for (const [name, send] of Object.entries({
  write: request => request.write('body'),
  end: request => request.end('body'),
  flushHeaders: request => request.flushHeaders(),
}))
  table[`the head that ${name} sends goes through _storeHeader, once`] = () => {
    const count = headsStored(make => {
      const request = make()
      send(request)
      return request
    })
    assert.equal(count, 1)
  }

Object.assign(table, {
  'a request that is given its headers as an array has its head when it is made': () => {
    assert.equal(
      headsStored(make => make({ headers: ['Host', 'localhost'] })),
      1,
    )
  },

  'a request that expects to be asked to continue has its head when it is made': () => {
    assert.equal(
      headsStored(make => make({ headers: { Expect: '100-continue' } })),
      1,
    )
  },

  'the header that names the host is written by Node with the port': () => {
    headsStored(make => {
      const request = make()
      assert.deepEqual(request.getRawHeaderNames(), ['Host'])
      assert.equal(request.getHeader('host'), 'localhost:1')
      assert.equal(request.host, 'localhost')
      return request
    })
  },
})
