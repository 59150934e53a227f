// Each path responds twice, at another moment of its span's life. The client is a plain socket, which has no spans.
const { once } = require('node:events')
const http = require('node:http')
const net = require('node:net')
const { trace } = require('@opentelemetry/api')

const paths = {
  // While the server's span is open.
  '/at-once': (_req, res) => {
    res.end('first')
    again(res)
  },
  // While another span is active below it.
  '/in-a-span': (_req, res) =>
    trace.getTracer('app').startActiveSpan('work', span => {
      res.end('first')
      again(res)
      span.end()
    }),
  // When the span has ended with the response.
  '/later': (_req, res) => {
    res.end('first')
    res.once('close', () => setTimeout(again, 20, res))
  },
  '/body': (_req, res) => {
    res.on('error', () => {}).end('first')
    res.end('second')
  },
  '/recorded': (_req, res) => {
    res.end('first')
    try {
      res.setHeader('X-Second', '1')
    } catch (error) {
      trace.getActiveSpan().recordException(error)
    }
  },
  '/once': (_req, res) => res.end('first'),
}

function again(res) {
  try {
    res.setHeader('X-Second', '1')
  } catch {}
}

const server = http.createServer((req, res) => paths[req.url](req, res))
server.listen(0, async () => {
  for (const path of process.argv.slice(2)) {
    const socket = net.connect(server.address().port)
    socket.end(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`).resume()
    await once(socket, 'close')
  }
  setTimeout(() => server.close(), 50)
})
