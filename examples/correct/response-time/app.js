// A middleware that times requests and writes the time into a header at the last moment, with on-headers: its listener runs
// inside writeHead, after the application has answered and before the head is sent.
//
// request: GET /

const connect = require('connect')
const onHeaders = require('on-headers')

const app = connect()

app.use(function time(_req, res, next) {
  const start = process.hrtime.bigint()
  onHeaders(res, function setTime() {
    this.setHeader('X-Response-Time', `${(process.hrtime.bigint() - start) / 1000n} µs`.replace('µ', 'u'))
  })
  next()
})

app.use(function page(_req, res) {
  res.writeHead(200, { 'Content-Type': 'text/plain' })
  res.end('hello\n')
})

const server = app.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
