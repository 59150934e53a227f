// Prices are pushed to a dashboard as server-sent events. When the feed breaks in the middle, the error middleware answers 500
// as it does for every route, and the error in the log is that answer's and no longer the feed's.
//
// request: GET /prices
// cause: error-after-response
// hidden: RangeError

const express = require('express')
const feed = require('./feed')
const { tellClient } = require('./errors')

const app = express()

app.get('/prices', async function streamPrices(_req, res) {
  res.writeHead(200, { 'Content-Type': 'text/event-stream' }) // first
  for await (const quote of feed.quotes()) {
    res.write(`data: ${quote.symbol} ${quote.price.toFixed(2)}\n\n`)
  }
  res.end()
})

app.use(tellClient)

const server = app.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
