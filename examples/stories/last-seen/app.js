// A news feed that remembers in a cookie how far its reader has come. The line was added at the end of the handler, where
// one adds lines, and there the cookie has already left with the answer.
//
// request: GET /feed
// cause: late-header

const express = require('express')
const { since } = require('./news')

const app = express()

app.get('/feed', function showFeed(req, res) {
  const seen = Number(/seen=(\d+)/.exec(req.get('cookie'))?.[1] ?? 0)
  const items = since(seen)
  res.json(items) // first
  res.cookie('seen', items.at(-1)?.id ?? seen) // second
})

const server = app.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
