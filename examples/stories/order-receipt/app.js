// A shop's order route: reserve, charge, answer, and then send the receipt by mail. The receipt was added later, inside the
// chain that the one `catch` at the end guards, and so a broken receipt tells a customer who has paid that the order failed.
//
// request: POST /orders {"items":["lamp"],"customer":{"name":"Ada"}}
// cause: error-after-response
// hidden: TypeError

const express = require('express')
const stock = require('./stock')
const payments = require('./payments')
const receipts = require('./receipts')

const app = express()
app.use(express.json())

app.post('/orders', function placeOrder(req, res) {
  const { items, customer } = req.body
  stock
    .reserve(items)
    .then(reservation =>
      payments.charge(customer, reservation.total).then(payment => {
        res.json({ order: reservation.id, paid: payment.amount }) // first
        return receipts.send(customer, payment)
      }),
    )
    .catch(error => {
      console.error('order failed:', error.message)
      res.status(500).json({ error: 'your order could not be placed' }) // second
    })
})

const server = app.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
