// Trailers: headers that come after the body, and are announced before it.
//
// request: GET /

const { createHash } = require('node:crypto')
const http = require('node:http')

const server = http.createServer((_req, res) => {
  const hash = createHash('sha256')
  res.writeHead(200, { 'Content-Type': 'text/plain', Trailer: 'Digest' })
  for (const line of ['one\n', 'two\n']) {
    hash.update(line)
    res.write(line)
  }
  res.addTrailers({ Digest: `sha-256=${hash.digest('base64')}` })
  res.end()
})

server.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
