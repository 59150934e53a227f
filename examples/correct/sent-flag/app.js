// What half of the answers of 2011 recommend: a wrapper around `res.send` that lets only the first through. The mistake is still
// there, and no second answer reaches Node; nothing is refused, and so nothing is told.
//
// request: GET /

const express = require('express')

const app = express()

app.use(function sendOnce(_req, res, next) {
  const send = res.send
  let isSent = false
  res.send = function sendFirst(body) {
    if (isSent) return res
    isSent = true
    return send.call(this, body)
  }
  next()
})

app.get('/', (req, res) => {
  if (!req.query.name) res.send('Who are you?\n')
  res.send(`Hello ${req.query.name}\n`)
})

const server = app.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
