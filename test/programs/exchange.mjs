import { once } from 'node:events'
import http from 'node:http'
import { connect } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'

/** The text of a request. The server closes the connection after it, unless the headers say otherwise. */
export function request({ method = 'GET', path = '/', headers = { Connection: 'close' }, body = '' } = {}) {
  const lines = Object.entries({ Host: 'localhost', ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  )
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`
}

/**
 * Sends the bytes of one request or more to a server of its own. `respond` need not respond whole.
 *
 * @returns the bytes that came back, the date taken out, and what `respond` returned for each request.
 */
export async function exchange(respond, { sent = request(), options = {}, prepare = () => {} } = {}) {
  const server = http.createServer(options)
  const values = []
  server.on('request', (req, res) => {
    values.push(complete(respond, req, res))
  })
  prepare(server)
  await once(server.listen(0, 'localhost'), 'listening')

  const socket = connect(server.address().port, 'localhost')
  socket.on('error', () => {})
  let received = ''
  socket.setEncoding('latin1').on('data', text => {
    received += text
  })
  socket.write(sent)
  await new Promise(resolve => socket.once('close', resolve))
  const returned = await Promise.all(values)
  await once(server.close(), 'close')
  // A conflict is reported in the turn after it.
  await turn()
  await turn()
  return { received: received.replace(/^Date: .*$/gm, 'Date: -'), returned }
}

async function complete(respond, req, res) {
  const closed = new Promise(resolve => res.once('close', resolve))
  try {
    return await respond(req, res)
  } finally {
    if (!res.writableEnded) res.end()
    await closed
  }
}
