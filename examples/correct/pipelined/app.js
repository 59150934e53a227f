// Requests that come on one connection without waiting for answers: the second response is made while the first is not sent.

const http = require('node:http')

const server = http.createServer((req, res) => {
  const wait = req.url === '/slow' ? 30 : 0
  setTimeout(() => {
    res.setHeader('X-Path', req.url)
    res.end(`${req.url}\n`)
  }, wait)
})

server.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
