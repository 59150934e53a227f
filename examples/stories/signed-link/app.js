// Invoices are downloaded by signed links. The wrapper that checks the link's token runs the handler inside the same `try`,
// so whatever goes wrong in a handler, even after it has answered, is told as "the link has expired".
//
// request: GET /invoices/7?token=eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhZGEiLCJpYXQiOjE3NjM4MDAwMDB9.S2IwvWGh_Kjrp4SoUbfw9kxs3x7WjAx_j64ZYV_jofY
// cause: error-after-response
// hidden: TypeError

const express = require('express')
const invoices = require('./invoices')
const signed = require('./signed')

const app = express()
app.get('/invoices/:id', signed(invoices.show))

const server = app.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
