// A page with an ETag, which Express answers with 304 and no body when the client has it already.

const express = require('express')

const app = express()

app.get('/', (_req, res) => {
  res.set('Cache-Control', 'no-cache')
  res.send('the same every day\n')
})

const server = app.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
