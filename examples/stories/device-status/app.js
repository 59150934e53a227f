// A page that asks the heating in the cellar, connected by a WebSocket, how it is. Whoever asks listens to the socket from
// then on: the answer to the next visitor's question is an answer to the first visitor, too.
//
// cause: stale-response

const express = require('express')
const { WebSocketServer } = require('ws')

const app = express()
let heating

app.get('/heating', function askHeating(_req, res) {
  if (heating === undefined) return res.status(503).json({ error: 'the heating is not connected' })
  heating.send('status?')
  heating.on('message', function answer(status) {
    res.json(JSON.parse(status)) // first // second
  })
})

const server = app.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})

new WebSocketServer({ server }).on('connection', socket => {
  heating = socket
})
