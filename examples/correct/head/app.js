// HEAD requests to routes that send bodies: Node leaves the bodies out, which loses nothing.
//
// request: HEAD /page
// request: HEAD /stream

const express = require('express')

const app = express()
app.get('/page', (_req, res) => res.send('<h1>Hello</h1>'))
app.get('/stream', (_req, res) => {
  res.type('text')
  res.write('one\n')
  res.end('two\n')
})

const server = app.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
