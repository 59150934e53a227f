// A workload whose requests come from the same process, by a connection in memory, one after the other: arguments are its name and
// how many. Nothing in it depends on the time, so what it executes can be counted.
const { AsyncResource } = require('node:async_hooks')
const { Duplex } = require('node:stream')
const { servers } = require('./workloads.cjs')

const request = Buffer.from('GET /a/items/12 HTTP/1.1\r\nHost: localhost\r\n\r\n')

class Connection extends Duplex {
  #onResponse
  #text = ''
  // What asks must not be the work of the request before.
  #client = new AsyncResource('client')

  constructor(onResponse) {
    super()
    this.#onResponse = onResponse
  }

  ask() {
    this.#client.runInAsyncScope(() => setImmediate(() => this.push(request)))
  }

  _read() {}

  _write(chunk, _encoding, done) {
    this.#take(chunk)
    done()
  }

  _writev(chunks, done) {
    for (const { chunk, encoding } of chunks) this.#take(Buffer.from(chunk, encoding))
    done()
  }

  // What a server does to a socket.
  setTimeout() {
    return this
  }

  #take(chunk) {
    this.#text += chunk.latin1Slice()
    const head = this.#text.indexOf('\r\n\r\n')
    const length = /content-length: (\d+)/i.exec(this.#text)?.[1]
    if (head === -1 || this.#text.length < head + 4 + Number(length)) return
    if (!this.#text.startsWith('HTTP/1.1 200')) throw new Error(this.#text)
    this.#text = ''
    this.#onResponse()
  }
}

Promise.resolve(servers[process.argv[2]]()).then(server => {
  let left = Number(process.argv[3])
  const connection = new Connection(() => {
    if (--left === 0) process.exit()
    connection.ask()
  })
  server.emit('connection', connection)
  connection.ask()
})
