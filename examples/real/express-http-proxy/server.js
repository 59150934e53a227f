const express = require('express')
const proxy = require('express-http-proxy')

const app = express()

app.use('/api', proxy(process.env.UPSTREAM, { timeout: 2000 }))

app.use((_req, res) => {
  res.status(404).send('There is no such page.')
})

app.listen(3000)
