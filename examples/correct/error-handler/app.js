// A stream breaks after its head has gone out. The error handler sees that and delegates to Express's own, which breaks the
// connection off, as Express's guide says.
//
// request: GET /whole

const express = require('express')

const app = express()

app.get('/broken', async (_req, res) => {
  res.type('text').write('the first half\n')
  await new Promise(resolve => setTimeout(resolve, 10))
  throw new Error('the disk has gone')
})
app.get('/whole', (_req, res) => res.type('text').send('both halves\n'))

app.use((error, _req, res, next) => {
  if (res.headersSent) return next(error)
  res.status(500).json({ error: error.message })
})

const server = app.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
