// A front for slow services: every request has a deadline, and whoever comes second finds the response sent. The deadlines are far
// enough from what they are for that a busy machine changes nothing.
//
// framework: Express 5
// request: GET /poll/60
// request: GET /poll/2
// request: GET /weather/quick
// request: GET /weather/slow
// request: GET /weather/broken
// request: GET /quotes/quick
// request: GET /quotes/slow
// request: GET /both
// request: GET /retry/quick
// request: GET /retry/broken
// request: GET /calls

const express = require('express')
const { ask, calls, later } = require('./services')

const app = express()

app.get('/weather/:kind', (req, res) => {
  let answered = false
  const deadline = setTimeout(() => {
    if (answered) return
    answered = true
    res.status(504).json({ error: 'too slow' })
  }, 50)
  ask('weather', req.params.kind, (error, text) => {
    clearTimeout(deadline)
    if (answered) return
    answered = true
    if (error) {
      return res.status(502).json({ error: error.message })
    }
    res.json({ text })
  })
})

app.get('/quotes/:kind', async (req, res) => {
  const deadline = setTimeout(() => {
    res.status(504).json({ error: 'no quotes' })
  }, 50)
  const text = await later('quotes', req.params.kind)
  if (res.headersSent) return
  clearTimeout(deadline)
  res.set('X-Service', 'quotes')
  res.json({ text })
})

app.get('/both', async (req, res, next) => {
  try {
    const texts = await Promise.all([later('weather', 'quick'), later('quotes', 'quick')])
    res.json(texts)
  } catch (error) {
    next(error)
  }
})

app.get('/retry/:kind', (req, res) => {
  let attempts = 0
  function attempt() {
    attempts++
    ask('retry', req.params.kind, (error, text) => {
      if (!error) {
        res.json({ attempts, text })
        return
      }
      if (attempts < 3) return attempt()
      res.status(503).json({ attempts })
    })
  }
  attempt()
})

app.get('/poll/:times', (req, res) => {
  let left = Number(req.params.times)
  const give_up = setTimeout(() => {
    clearInterval(polling)
    res.status(408).send('gave up')
  }, 100)
  const polling = setInterval(() => {
    if (--left > 0) return
    clearInterval(polling)
    clearTimeout(give_up)
    res.send('ready')
  }, 5)
})

app.get('/calls', (req, res) => {
  res.json(calls)
})

const server = app.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
