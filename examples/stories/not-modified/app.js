// A tide table behind a cache of one's own. For a browser that has the page already, Express makes a 304 of the answer by
// itself; the cache's author read that as "nothing was sent" and has the page made afresh.
//
// cause: next-after-response

const express = require('express')
const { cache } = require('./cache')

const app = express()

app.get('/tides/:harbour', cache, function showTides(req, res) {
  const page = `<h1>${req.params.harbour}</h1><p>High water at 6:12 and 18:37`
  res.locals.keep(page)
  res.send(page) // second
})

const server = app.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
