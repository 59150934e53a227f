// Work after the answer: handlers call `next()` when they have answered, and what comes then only counts and logs. Where
// nobody is left, Express sees that there is an answer and leaves it at that.
//
// request: GET /
// request: GET /teapot

const express = require('express')
const onFinished = require('on-finished')

const app = express()
const counts = new Map()

app.use(function log(req, res, next) {
  onFinished(res, () => {
    console.log(req.method, req.url, res.headersSent ? res.statusCode : '-', res.writableEnded)
  })
  next()
})

app.get('/', (_req, res, next) => {
  res.json({ hello: 'world' })
  next()
})
app.get('/teapot', (_req, res, next) => {
  res.sendStatus(418)
  setImmediate(next)
})

app.use(function count(req, _res, next) {
  counts.set(req.path, (counts.get(req.path) ?? 0) + 1)
  next()
})

const server = app.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
