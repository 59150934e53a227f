// A shop for sheet music. Who has not paid yet is told so, and then gets the file all the same: only that the package behind
// `res.sendFile` sees that there is an answer and sends nothing. Express breaks the connection off.
//
// request: GET /sheets/sonata.txt
// cause: missing-return

const express = require('express')
const orders = require('./orders')

const app = express()

app.get('/sheets/:name', function download(req, res) {
  if (!orders.isPaid(req.get('x-order'))) {
    res.status(402).json({ error: 'Please pay first.' }) // first
  }
  res.sendFile(req.params.name, { root: `${__dirname}/sheets` }) // second
})

const server = app.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
