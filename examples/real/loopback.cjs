// Loaded before a server: whatever host and port it names, it listens on 127.0.0.1 at a port that the system chooses,
// and prints it. Not every server has settings for both.
const { Server } = require('node:net')

const { listen } = Server.prototype

/** Milliseconds after which a server ends by itself, in case it is not stopped. */
const maxLifetime = 180_000

Server.prototype.listen = function (...args) {
  const callback = args.find(arg => typeof arg === 'function')
  if (this.listenerCount('request') > 0)
    this.once('listening', () => console.log(`listening on http://127.0.0.1:${this.address().port}`))
  return Reflect.apply(listen, this, [{ host: '127.0.0.1', port: 0 }, ...(callback ? [callback] : [])])
}

setTimeout(() => process.exit(), maxLifetime).unref()
