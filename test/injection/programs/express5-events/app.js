// A chat with long polling and an event stream: listeners come and go, and one message wakes all who wait.
//
// framework: Express 5
// request: POST /rooms/lobby {"text":"hello"}
// request: GET /rooms/lobby
// request: GET /rooms/lobby/next
// request: GET /rooms/garden/next
// request: GET /rooms/lobby/stream
// request: POST /rooms/lobby {"text":""}
// request: GET /echo/a
// request: GET /rooms/lobby
// request: GET /waiting

const express = require('express')
const { Rooms } = require('./rooms')

const app = express()
app.use(express.json())

const rooms = new Rooms()

app.post('/rooms/:name', (req, res) => {
  const { text } = req.body
  if (!text) return res.status(422).send('say something')
  rooms.say(req.params.name, text)
  res.status(204).end()
})

app.get('/rooms/:name', (req, res) => {
  const messages = rooms.messages(req.params.name)
  res.set('X-Messages', String(messages.length))
  res.json(messages)
})

app.get('/rooms/:name/next', (req, res) => {
  const { name } = req.params
  const onMessage = text => {
    rooms.off(name, onMessage)
    clearTimeout(timer)
    res.json({ text })
  }
  const timer = setTimeout(() => {
    rooms.off(name, onMessage)
    res.status(204).end()
  }, 10)
  rooms.on(name, onMessage)
  if (name === 'lobby') {
    setTimeout(() => rooms.say(name, 'anybody?'), 2)
    setTimeout(() => rooms.say(name, 'nobody'), 4)
  }
})

app.get('/rooms/:name/stream', (req, res) => {
  const { name } = req.params
  let left = 2
  res.writeHead(200, { 'Content-Type': 'text/event-stream' })
  const onMessage = text => {
    res.write(`data: ${text}\n\n`)
    if (--left > 0) return
    rooms.off(name, onMessage)
    res.end()
  }
  rooms.on(name, onMessage)
  for (let delay = 2; delay < 8; delay += 2) {
    setTimeout(() => rooms.say(name, `after ${delay}`), delay)
  }
})

app.get('/echo/:text', (req, res) => {
  rooms.once('echo', text => {
    res.type('text')
    res.send(text)
  })
  setImmediate(() => {
    rooms.say('echo', req.params.text)
    rooms.say('echo', req.params.text)
  })
})

app.get('/waiting', (req, res) => {
  res.json({ waiting: rooms.listenerCount('lobby') })
})

const server = app.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
