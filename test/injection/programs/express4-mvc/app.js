'use strict'

// A library's catalogue as a generator would have laid it out: models, controllers and routes in folders of their own.
//
// framework: Express 4
// request: GET /books
// request: GET /books/1984
// request: GET /books/none
// request: POST /books {"isbn":"1","title":"One"}
// request: POST /books {"isbn":"1","title":"One"}
// request: POST /books {"title":"One"}
// request: GET /books/1
// request: POST /loans {"isbn":"1","member":"ada"}
// request: POST /loans {"isbn":"1","member":"bob"}
// request: POST /loans {"isbn":"7","member":"bob"}
// request: POST /loans {"isbn":"1984","member":"eve"}
// request: DELETE /loans/1
// request: DELETE /loans/1
// request: GET /loans
// request: GET /nowhere

const express = require('express')
const booksRoutes = require('./routes/books')
const loansRoutes = require('./routes/loans')

const app = express()

app.set('x-powered-by', false)
app.use(express.json())
app.use(function requestId(req, res, next) {
  req.id = 'r1'
  res.setHeader('X-Request-Id', req.id)
  next()
})
app.use('/books', booksRoutes)
app.use('/loans', loansRoutes)

app.use(function notFound(req, res) {
  res.status(404).json({ message: 'Not found', id: req.id })
})

app.use(function onError(err, req, res, next) {
  const status = err.status || 500
  res.status(status).json({ message: err.message, id: req.id })
})

const server = app.listen(process.env.PORT || 3000, () => {
  console.log('listening on http://localhost:' + server.address().port)
})
