// A response that lives for long, KIND says which way and LENGTH how long, and is sent again in the end.
const http = require('node:http')
const { Readable } = require('node:stream')
const { setTimeout: delay } = require('node:timers/promises')

const [, , kind, length] = process.argv

const handlers = {
  pipe(_req, res) {
    let left = Number(length)
    // Each chunk comes later, as a file's does.
    const source = new Readable({
      read() {
        setImmediate(() => this.push(left-- > 0 ? 'a chunk' : null))
      },
    })
    source.pipe(res)
    source.on('end', () => {
      try {
        res.setHeader('X-Done', '1')
      } catch {}
    })
  },
  async events(_req, res) {
    res.writeHead(200, { 'Content-Type': 'text/event-stream' })
    try {
      for (let number = 0; number < Number(length); number++) {
        if (number % 50 === 0) await delay(1)
        else await null
        res.write(`data: ${number}\n\n`)
      }
      throw new Error('the source has broken')
    } catch (error) {
      try {
        res.writeHead(500).end(error.message)
      } catch {
        res.end()
      }
    }
  },
  timers(_req, res) {
    let left = Number(length)
    const heartbeat = setInterval(() => {}, 60_000)
    const next = () => {
      res.write('.')
      if (left-- > 0) return setImmediate(next)
      clearInterval(heartbeat)
      try {
        res.setHeader('X-Done', '1')
      } catch {}
      res.end()
    }
    setImmediate(next)
  },
}

const server = http.createServer(function serve(req, res) {
  handlers[kind](req, res)
})
server.listen(0, '127.0.0.1', () => {
  http.get({ port: server.address().port, host: '127.0.0.1' }, response => {
    response.resume().on('end', () => server.close())
  })
})
