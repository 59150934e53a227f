// An HTTP/2 server that pushes a style sheet beside its page: two responses on one connection, and each has its own stream.

const http2 = require('node:http2')

const server = http2.createServer((_req, res) => {
  res.createPushResponse({ ':path': '/style.css' }, (error, push) => {
    if (error) return
    push.writeHead(200, { 'content-type': 'text/css' })
    push.end('h1 { color: teal }')
  })
  res.writeHead(200, { 'content-type': 'text/html' })
  res.end('<link rel="stylesheet" href="/style.css"><h1>Hello</h1>')
})

server.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
