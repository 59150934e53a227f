// An API for a library's catalogue, whose author ends each handler with `next()` because each middleware does. Behind the
// last route there is only the page for what was not found.
//
// request: GET /books/1
// cause: next-after-response

const express = require('express')
const notFound = require('./middleware/not-found')

const app = express()
const books = { 1: { title: 'The Art of Computer Programming' } }

app.get('/books/:id', (req, res, next) => {
  const book = books[req.params.id]
  if (book === undefined) return next()
  res.send(book) // first
  next()
})

app.use(notFound)

const server = app.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
