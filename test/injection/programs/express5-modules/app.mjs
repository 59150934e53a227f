// A newsletter in ECMAScript modules on Express 5: webhooks, templates, and a queue that calls back in its own time.
//
// framework: Express 5
// request: POST /subscribe {"email":"ada@example.org"}
// request: POST /subscribe {"email":"ada@example.org"}
// request: POST /subscribe {"email":"nonsense"}
// request: GET /confirm/ada@example.org
// request: GET /confirm/eve@example.org
// request: GET /preview/welcome
// request: GET /preview/none
// request: POST /webhook/bounce {"email":"ada@example.org"}
// request: POST /webhook/unknown {}
// request: POST /send
// request: GET /sent
// request: GET /nowhere

import express, { Router } from 'express'
import ejs from 'ejs'
import { Queue } from './queue.mjs'

const app = express()
const queue = new Queue()
const subscribers = new Map()
const sent = []
const templates = { welcome: 'Hello <%= name %>', monthly: 'News for <%= name %>' }

app.use(express.json())

app.post('/subscribe', (req, res, next) => {
  const { email } = req.body
  if (!/^\S+@\S+$/.test(email)) return res.status(422).json({ error: 'no address' })
  if (subscribers.has(email)) {
    res.status(200).json({ email, known: true })
    return
  }
  queue.push(
    () => subscribers.set(email, false),
    error => {
      if (error) return next(error)
      res.status(201).json({ email })
    },
  )
})

app.get('/confirm/:email', async (req, res) => {
  const { email } = req.params
  if (!subscribers.has(email)) {
    return res.redirect(303, '/subscribe')
  }
  await queue.run(() => subscribers.set(email, true))
  res.cookie('subscriber', 'yes')
  res.send('confirmed')
})

app.get('/preview/:name', (req, res, next) => {
  const template = templates[req.params.name]
  if (!template) return next()
  let html
  try {
    html = ejs.render(template, { name: 'reader' })
    res.type('html')
    res.send(html)
  } catch (error) {
    next(error)
  }
})

const hooks = Router()

hooks.post('/bounce', async (req, res, next) => {
  try {
    await queue.run(() => subscribers.delete(req.body.email))
    res.status(202).end()
  } catch (error) {
    return next(error)
  }
})

hooks.post('/:name', (req, res) => {
  switch (req.params.name) {
    case 'open':
    case 'click':
      res.status(202).end()
      break
    case 'ping':
      res.send('pong')
      break
    default:
      res.status(404).json({ error: `no hook ${req.params.name}` })
  }
})

app.use('/webhook', hooks)

app.post('/send', async (req, res) => {
  const names = ['ada', 'bob']
  for (const name of names) {
    await queue.run(() => sent.push(name))
  }
  res.json({ sent: names.length })
})

app.get('/sent', (req, res) => {
  res.set('X-Sent', String(sent.length))
  res.json(sent)
})

app.use((req, res) => res.status(404).json({ error: 'not found' }))

const server = app.listen(process.env.PORT ?? 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
