// A shop on Express 4: routers in files of their own, promise chains that end in `.catch(next)`.
//
// framework: Express 4
// request: GET /items
// request: GET /items/1
// request: GET /items/7
// request: GET /items/x
// request: POST /cart {"item":1}
// request: POST /cart {"item":7}
// request: POST /cart {"item":2}
// request: GET /cart
// request: POST /cart/checkout {"coupon":"half"}
// request: POST /cart/checkout {"coupon":"full"}
// request: GET /cart/receipt
// request: GET /nowhere

const express = require('express')

const app = express()
app.disable('x-powered-by')
app.use(express.json())
app.use('/items', require('./routes/items'))
app.use('/cart', require('./routes/cart'))

app.use((req, res, next) => {
  const error = new Error('no such page')
  error.status = 404
  next(error)
})

app.use((error, req, res, next) => {
  if (res.headersSent) return next(error)
  res.status(error.status || 500)
  res.json({ error: error.message })
})

const server = app.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
