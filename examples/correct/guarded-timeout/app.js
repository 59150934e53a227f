// A race with a timer that is run properly: whoever comes second sees that there is an answer, and leaves it.
//
// request: GET /reports/slow
// request: GET /reports/fast

const express = require('express')

const app = express()

app.get('/reports/:kind', function report(req, res) {
  const timer = setTimeout(() => {
    if (!res.headersSent) res.status(202).json({ report: 'not ready yet' })
  }, 20)
  setTimeout(
    () => {
      clearTimeout(timer)
      if (res.headersSent) return
      res.json({ report: req.params.kind })
    },
    req.params.kind === 'slow' ? 40 : 5,
  )
})

const server = app.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
