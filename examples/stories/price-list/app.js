// A price list for a spreadsheet, written by somebody whose last web language printed what it was told to. One line is
// sent for each article; the first `res.send` is already the whole answer.
//
// request: GET /prices
// cause: loop

const express = require('express')
const articles = require('./articles.json')

const app = express()

app.get('/prices', function listPrices(_req, res) {
  res.type('text/csv')
  for (const article of articles) {
    res.send(`${article.name};${article.price.toFixed(2)}\n`) // first // second
  }
})

const server = app.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
