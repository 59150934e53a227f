// Preloaded before a server, lets it end by itself: told by SIGUSR2 that nothing more will be asked, it takes no more
// connections, and the process lives on only for the work that is left.
const { Server } = require('node:net')

const servers = new Set()
const { listen } = Server.prototype

Server.prototype.listen = function (...args) {
  servers.add(this)
  return listen.apply(this, args)
}

process.once('SIGUSR2', () => {
  for (const server of servers) server.close()
})
