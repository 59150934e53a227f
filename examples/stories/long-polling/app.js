// A chat by long polling on nothing but `node:http`: a reader's request waits on a bus for the next message. Nobody lets
// go of the bus when the reader has got it, so that each later message answers every request that ever waited.
//
// cause: stale-response

const http = require('node:http')
const bus = require('./bus')

const server = http.createServer(function chat(req, res) {
  if (req.method === 'POST') {
    req.setEncoding('utf8').once('data', function say(text) {
      bus.emit('message', text)
      res.writeHead(204).end()
    })
    return
  }
  bus.on('message', function deliver(text) {
    res.setHeader('Content-Type', 'text/plain') // second
    res.end(text) // first
  })
})

server.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
