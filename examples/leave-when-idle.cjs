// Preloaded before a server, lets it end by itself: told by SIGUSR2 that no more requests will come, it does the work that
// is left and then closes, so that what is late is still done with all connections open.
const { Server } = require('node:net')

const connections = new Set(['TCPServerWrap', 'TCPSocketWrap', 'PipeWrap', 'TTYWrap'])
const servers = new Set()
const { listen } = Server.prototype

Server.prototype.listen = function (...args) {
  servers.add(this)
  return listen.apply(this, args)
}

process.once('SIGUSR2', () => {
  const timer = setInterval(() => {
    if (!process.getActiveResourcesInfo().every(name => connections.has(name))) return
    clearInterval(timer)
    for (const server of servers) server.close()
  }, 5).unref()
})
