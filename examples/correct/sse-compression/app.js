// Server-sent events through the compression middleware, which sends the head on the first flush and wraps every write.
// Each event is flushed, and the stream ends once.
//
// request: GET /events

const compression = require('compression')
const express = require('express')

const app = express()
app.use(compression())

app.get('/events', (_req, res) => {
  res.setHeader('Content-Type', 'text/event-stream')
  res.flushHeaders()
  let count = 0
  const timer = setInterval(() => {
    res.write(`data: ${++count}\n\n`)
    res.flush()
    if (count < 3) return
    clearInterval(timer)
    res.end()
  }, 10)
  res.on('close', () => clearInterval(timer))
})

const server = app.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
