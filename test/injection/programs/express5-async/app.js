// A task list on Express 5: async handlers that may throw, and a database with promises.
//
// framework: Express 5
// request: GET /tasks
// request: POST /tasks {"title":"sweep"}
// request: POST /tasks {"title":""}
// request: GET /tasks/1
// request: GET /tasks/99
// request: PATCH /tasks/1 {"done":true}
// request: PATCH /tasks/99 {"done":true}
// request: PATCH /tasks/1 {"done":"maybe"}
// request: POST /tasks/1/remind
// request: POST /tasks/99/remind
// request: DELETE /tasks/1
// request: GET /export
// request: GET /mails
// request: GET /nowhere

const express = require('express')
const { tasks, nextId } = require('./db')
const { sendMail, mails } = require('./mail')

const app = express()
app.use(express.json())

const load = async (req, res, next) => {
  const task = await tasks.findOneAsync({ id: Number(req.params.id) })
  if (!task) {
    return res.status(404).json({ error: 'no such task' })
  }
  req.task = task
  next()
}

app.get('/tasks', async (req, res) => {
  const found = await tasks.findAsync({}).sort({ id: 1 })
  res.set('X-Total', String(found.length))
  res.json(found.map(({ id, title, done }) => ({ id, title, done })))
})

app.post('/tasks', async (req, res) => {
  const { title } = req.body
  if (!title) {
    return res.status(422).json({ error: 'a title, please' })
  }
  const task = await tasks.insertAsync({ id: nextId(), title, done: false })
  res.location(`/tasks/${task.id}`)
  res.status(201).json({ id: task.id })
})

app.get('/tasks/:id', load, (req, res) => {
  res.json({ title: req.task.title, done: req.task.done })
})

app.patch('/tasks/:id', load, async (req, res) => {
  if (typeof req.body.done !== 'boolean') {
    res.status(400).json({ error: 'done is true or false' })
    return
  }
  await tasks.updateAsync({ id: req.task.id }, { $set: { done: req.body.done } })
  if (req.body.done) {
    await sendMail(`${req.task.title} is done`)
    res.cookie('done', String(req.task.id))
    res.json({ mailed: true })
  } else {
    res.json({ mailed: false })
  }
})

app.post('/tasks/:id/remind', load, async (req, res) => {
  try {
    await sendMail(`remember ${req.task.title}`)
  } catch (error) {
    return res.status(502).json({ error: error.message })
  }
  res.sendStatus(202)
})

app.delete('/tasks/:id', async (req, res, next) => {
  const removed = await tasks.removeAsync({ id: Number(req.params.id) }, {})
  if (removed === 0) return next()
  res.status(204).end()
})

app.get('/export', async (req, res) => {
  let rows = []
  try {
    rows = await tasks.findAsync({})
    res.type('text/csv').send(rows.map(({ title }) => title).join('\n'))
  } catch (error) {
    res.status(500).send('no export today')
  }
})

app.get('/mails', (req, res) => {
  res.json(mails)
})

app.use((req, res) => {
  res.status(404).json({ error: 'not found' })
})

app.use((error, req, res, next) => {
  if (res.headersSent) return next(error)
  res.status(500).json({ error: error.message })
})

const server = app.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
