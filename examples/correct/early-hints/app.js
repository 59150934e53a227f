// Informational heads: 102 and 103 go out before the answer, and are none.
//
// request: GET /

const http = require('node:http')

const server = http.createServer((_req, res) => {
  res.writeProcessing()
  res.writeEarlyHints({ link: '</style.css>; rel=preload; as=style' })
  setTimeout(() => {
    res.setHeader('Content-Type', 'text/html')
    res.writeHead(200)
    res.end('<link rel="stylesheet" href="/style.css">\n')
  }, 5)
})

server.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
