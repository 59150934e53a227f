// Files that may come too late: whoever sends one looks first whether somebody has answered meanwhile.
//
// request: GET /slow
// request: GET /static/app.js

const express = require('express')

const app = express()

app.use('/static', express.static(__dirname))

app.get('/slow', function slow(_req, res) {
  const timer = setTimeout(() => res.status(202).send('too slow\n'), 10)
  setTimeout(() => {
    clearTimeout(timer)
    if (!res.headersSent) res.sendFile('app.js', { root: __dirname })
  }, 30)
})

const server = app.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
