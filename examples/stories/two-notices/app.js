// The account pages of a small shop, rendered with EJS. Each notice was added by somebody else as one more `if` with a
// page of its own; that a customer can have an unpaid invoice and a parcel on its way did not occur to either.
//
// request: GET /account/7
// cause: missing-return

const { join } = require('node:path')
const express = require('express')

const app = express()
app.set('views', join(__dirname, 'views'))
app.set('view engine', 'ejs')
app.use('/account', require('./routes/account'))

const server = app.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
