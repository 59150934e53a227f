// The endpoint that a payment provider calls when something has been paid. Somebody wanted a status and a body, and read
// `sendStatus` as "set the status", which is what `status` does.
//
// request: POST /hooks/payments {"id":"evt_1","type":"payment.settled"}
// cause: chained-send

const express = require('express')

const app = express()
app.use(express.json())

const settled = new Set()

app.post('/hooks/payments', (req, res) => {
  const { id, type } = req.body
  if (type === 'payment.settled') settled.add(id)
  res.sendStatus(200).json({ received: id }) // first // second
})

const server = app.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})

// meant: 200 {"received":"evt_1"}
