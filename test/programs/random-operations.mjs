// Responds to a request by any operations in any order, and says what came of each and what went over the wire.
import diagnostics from 'node:diagnostics_channel'
import { once } from 'node:events'
import http from 'node:http'
import net from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'

/** What may be done to a response, by the words of the test. */
const operations = {
  setHeader: res => res.setHeader('x-one', '1'),
  appendHeader: res => res.appendHeader('x-one', '2'),
  removeHeader: res => res.removeHeader('x-one'),
  writeHead: res => res.writeHead(201, { 'x-head': 'yes' }),
  flushHeaders: res => res.flushHeaders(),
  write: (res, callback) => res.write('body', callback),
  endWithBody: (res, callback) => res.end('end', callback),
  end: res => res.end(),
  writeContinue: res => res.writeContinue(),
  writeEarlyHints: res => res.writeEarlyHints({ link: '</a.css>; rel=preload' }),
  addTrailers: res => res.addTrailers({ 'x-trailer': 't' }),
  destroy: res => res.destroy(),
}

let reports = []
diagnostics.subscribe('headers-trace:conflict', ({ kind, second }) => {
  reports.push({ kind, operation: second.operation, outcome: second.outcome })
})

let steps = []
let observed = []
let done = Promise.resolve()

const server = http.createServer((_req, res) => {
  res.on('error', error => observed.push(`error ${error.code}`))
  res.on('finish', () => observed.push('finish'))
  const closed = once(res, 'close').then(
    () => observed.push('close'),
    () => {},
  )
  done = respond(res, closed)
})

async function respond(res, closed) {
  for (const step of [...steps, 'end']) {
    if (step === 'turn') await turn()
    else if (step === 'closed') {
      if (res.writableEnded || res.destroyed) await closed
    } else observed.push(attempt(step, res))
  }
  await closed
}

function attempt(step, res) {
  const callback = error => observed.push(`${step} calls back ${error?.code ?? ''}`)
  try {
    const returned = operations[step](res, callback)
    return `${step} ${returned === res ? 'res' : returned}`
  } catch (error) {
    return `${step} threw ${error.code}`
  }
}

async function run(given) {
  steps = given
  observed = []
  reports = []
  const socket = net.connect(server.address().port, '127.0.0.1')
  let wire = ''
  socket.setEncoding('latin1').on('data', text => {
    wire += text
  })
  // A broken connection ends by one end or the other.
  socket.on('error', () => {})
  const over = new Promise(resolve => socket.once('close', resolve))
  socket.write('GET /random HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
  await over
  await done
  for (let count = 0; count < 3; count++) await turn()
  return { observed, wire: wire.replace(/^Date: .*\r\n/gm, ''), reports }
}

server.listen(0, '127.0.0.1', () => process.send('ready'))
process.on('message', async given => process.send(await run(given)))
process.on('disconnect', () => process.exit())
