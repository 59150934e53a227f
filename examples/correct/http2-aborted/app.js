// A download over HTTP/2 that the client leaves in the middle: the server writes on for a while, and ends the response once.

const http2 = require('node:http2')

const server = http2.createServer((_req, res) => {
  res.writeHead(200, { 'content-type': 'text/plain' })
  let lines = 0
  const timer = setInterval(() => {
    res.write('a line of the download\n')
    if (++lines < 20) return
    clearInterval(timer)
    res.end('the end\n')
  }, 5)
})

server.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
