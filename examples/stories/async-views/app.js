// A blog whose templates await their data, so that rendering is asynchronous. The route shows a page for a missing article and
// goes on to the article's own; by the time Express sends, no line of the application is on the stack.
//
// request: GET /articles/unwritten
// cause: missing-return

const { callbackify } = require('node:util')
const ejs = require('ejs')
const express = require('express')
const articles = require('./articles')

const app = express()
app.set('views', `${__dirname}/views`)
app.engine('ejs', callbackify((file, data) => ejs.renderFile(file, data, { async: true })))

app.get('/articles/:slug', function showArticle(req, res) {
  const article = articles.find(({ slug }) => slug === req.params.slug)
  if (!article) {
    res.status(404).render('missing.ejs', { slug: req.params.slug }) // first
  }
  res.render('article.ejs', { article, comments: () => articles.comments(article) }) // second
})

const server = app.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
