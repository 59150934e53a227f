import { once } from 'node:events'
import http2 from 'node:http2'
import { setImmediate as turn } from 'node:timers/promises'

/**
 * Asks an HTTP/2 server of its own. `respond` need not respond whole: it gets the request and the response or,
 * with `event: 'stream'`, the stream and its headers.
 *
 * @returns what came back for each request, and what `respond` returned for it.
 */
export async function exchange2(respond, { event = 'request', requests = [{}], prepare = () => {} } = {}) {
  const values = []
  const server = http2.createServer().on(event, (one, other, ...more) => {
    values.push(complete(respond, event === 'stream' ? one : other, [one, other, ...more]))
  })
  prepare(server)
  await once(server.listen(0, 'localhost'), 'listening')

  const client = http2.connect(`http://localhost:${server.address().port}`).on('error', () => {})
  const pushed = []
  client.on('stream', stream => pushed.push(received(stream)))
  const responses = await Promise.all(requests.map(request => ask(client, request)))
  const pushes = await Promise.all(pushed)
  const returned = await Promise.all(values)
  client.destroy()
  await new Promise(resolve => server.close(resolve))
  // A conflict is reported in the turn after it.
  await turn()
  await turn()
  return { received: responses, pushes, returned }
}

function ask(client, { headers = {}, body, leave = false }) {
  const stream = client.request({ ':path': '/', ...headers }, { endStream: body === undefined })
  if (body !== undefined) stream.end(body)
  if (leave) stream.once('response', () => stream.close(http2.constants.NGHTTP2_CANCEL))
  return received(stream)
}

async function received(stream) {
  const got = { status: null, headers: [], body: '', trailers: [], informational: [], error: null }
  stream.on('headers', headers => got.informational.push(headers[':status']))
  for (const event of ['response', 'push'])
    stream.on(event, headers => {
      got.status = headers[':status']
      got.headers = Object.keys(headers)
    })
  stream.on('trailers', trailers => {
    got.trailers = Object.keys(trailers)
  })
  stream.on('error', error => {
    got.error = error.message
  })
  stream.setEncoding('utf8').on('data', text => {
    got.body += text
  })
  await new Promise(resolve => stream.once('close', resolve))
  return got
}

// A response closes with its stream, which may have closed before.
async function complete(respond, response, given) {
  const stream = response.stream ?? response
  const closed = new Promise(resolve => stream.once('close', resolve))
  try {
    return await respond(...given)
  } finally {
    if (response === stream && !stream.headersSent && !stream.destroyed) stream.respond()
    if (!response.writableEnded) response.end()
    if (!stream.closed) await closed
  }
}
