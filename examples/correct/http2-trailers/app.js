// Over HTTP/2: an informational head goes out before the answer, and trailers are set while its body is on the way.

const { createHash } = require('node:crypto')
const http2 = require('node:http2')

const server = http2.createServer((_req, res) => {
  res.writeEarlyHints({ link: '</style.css>; rel=preload; as=style' })
  setTimeout(() => {
    const hash = createHash('sha256')
    res.writeHead(200, { 'content-type': 'text/html', trailer: 'x-hash' })
    for (const line of ['<h1>Hello</h1>\n', '<p>and good-bye</p>\n']) {
      hash.update(line)
      res.write(line)
    }
    res.setTrailer('x-hash', hash.digest('hex'))
    res.end()
  }, 5)
})

server.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
