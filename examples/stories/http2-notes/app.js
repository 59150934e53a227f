// Notes that are kept over HTTP/2. A note is answered for when it is kept; that the index cannot take one without a title comes
// out afterwards, and the catch clause answers for that too.
//
// cause: error-after-response
// hidden: TypeError

const http2 = require('node:http2')
const { text } = require('node:stream/consumers')
const search = require('./search')

const notes = []

const server = http2.createServer(async function keep(req, res) {
  try {
    const note = JSON.parse(await text(req))
    notes.push(note)
    res.writeHead(201, { location: `/notes/${notes.length}` }) // first
    res.end()
    search.add(note)
  } catch (error) {
    res.writeHead(500, { 'content-type': 'text/plain' }) // second
    res.end(`${error.message}\n`)
  }
})

server.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
