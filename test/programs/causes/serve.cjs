// Starts a server for each row of a table of listeners, and prints their addresses by title.
const http = require('node:http')
const { resolve } = require('node:path')

process.on('uncaughtException', () => {})
process.on('unhandledRejection', () => {})

const rows = Object.entries(require(resolve(process.argv[2])))
Promise.all(
  rows.map(
    ([title, { serve }]) =>
      new Promise(done => {
        const server = http.createServer(serve).listen(0, '127.0.0.1', () => {
          done([title, `http://127.0.0.1:${server.address().port}`])
        })
      }),
  ),
).then(addresses => console.log(`listening ${JSON.stringify(Object.fromEntries(addresses))}.`))
