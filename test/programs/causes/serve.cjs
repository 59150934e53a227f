// Starts a server for each row of a table of listeners, and one for what the row was meant to be where it says so, and prints
// their addresses by title, then each request when it has been handed to its row. When its servers are closed, it lets go of clients whom no row will respond to.
const http = require('node:http')
const { resolve } = require('node:path')

process.on('uncaughtException', () => {})
process.on('unhandledRejection', () => {})

const servers = []
const rows = Object.entries(require(resolve(process.argv[2]))).flatMap(([title, { serve, meant }]) => [
  [title, serve],
  ...(meant === undefined ? [] : [[`${title}, as meant`, meant]]),
])
Promise.all(
  rows.map(
    ([title, serve]) =>
      new Promise(done => {
        let count = 0
        const server = http.createServer(serve).listen(0, '127.0.0.1', () => {
          done([title, `http://127.0.0.1:${server.address().port}`])
        })
        const print = () => console.log(`request ${++count} of ${title}.`)
        server.prependListener('request', () => setImmediate(print))
        servers.push(server)
      }),
  ),
).then(addresses => console.log(`listening ${JSON.stringify(Object.fromEntries(addresses))}.`))

process.once('SIGUSR2', () => {
  setInterval(() => {
    if (isLeftToClients()) for (const server of servers) server.closeAllConnections()
  }, 5).unref()
})

// What a row does without a timer or a call of the system under way, it has done by the next turn of the event loop.
function isLeftToClients() {
  return process.getActiveResourcesInfo().every(name => name === 'TCPSocketWrap' || name === 'PipeWrap')
}
