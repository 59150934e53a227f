// A status page on `node:http2`, moved over from HTTP/1 with Node's compatibility API. Its mistake came with it: an unknown
// service is answered, and then answered again as if it were known.
//
// cause: missing-return

const http2 = require('node:http2')

const services = { mail: 'up', phone: 'down' }

const server = http2.createServer(function status(req, res) {
  const service = services[req.url.slice('/status/'.length)]
  if (service === undefined) {
    res.writeHead(404, { 'content-type': 'text/plain' }) // first
    res.end('There is no such service.\n')
  }
  res.setHeader('content-type', 'text/plain') // second
  res.end(`${service}\n`)
})

server.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
