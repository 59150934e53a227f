// Preloaded: lets the program's server listen on a port of the system's choice, makes the REQUESTS ("GET /a GET /b") to it, one after
// the other, and ends the process once those have a response that are to have one.
const { Server } = require('node:net')

const { listen } = Server.prototype
const requests = process.env.REQUESTS.match(/\S+ \S+/g) ?? []

Server.prototype.listen = function (...args) {
  Server.prototype.listen = listen
  this.once('listening', () => ask(this))
  return listen.call(this, 0, '127.0.0.1', ...args.filter(arg => typeof arg === 'function'))
}

// A crash is what some programs are about.
process.on('uncaughtException', () => {})

async function ask(server) {
  const { port } = server.address()
  const { request } = require('node:http')
  for (const each of requests) {
    const [method, path] = each.split(' ')
    await new Promise(done => {
      const options = { method, path, port, host: '127.0.0.1', agent: false }
      request(options, response => response.resume().on('close', done))
        .on('error', done)
        .end()
      // One that waits for the next request gets nothing before.
      if (path === '/wait') server.once('request', () => setImmediate(done))
    })
  }
  setTimeout(() => process.exit(), 1000)
}
