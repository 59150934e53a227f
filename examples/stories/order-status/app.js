// The order service behind a shop, on restify. What a customer may do with an order depends on its status; the case for
// cancelled orders was put between two others and got no `break`.
//
// request: GET /orders/1002
// cause: switch-fallthrough

const restify = require('restify')
const orders = require('./orders')

const server = restify.createServer({ name: 'orders' })

server.get('/orders/:id', function showOrder(req, res, next) {
  const order = orders.find(order => order.id === req.params.id)
  switch (order?.status) {
    case 'open':
      res.send({ ...order, links: ['cancel', 'pay'] })
      break
    case 'cancelled':
      res.send(410, { ...order, links: [] }) // first
    case 'paid':
      res.send({ ...order, links: ['invoice'] }) // second
      break
    default:
      res.send(404, { message: 'no such order' })
  }
  return next()
})

server.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
