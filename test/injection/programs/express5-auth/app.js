// Members only: a chain of middlewares that authenticate, limit and authorise, some of them with callbacks.
//
// framework: Express 5
// request: GET /
// request: GET /me
// request: GET /me?key=ada
// request: GET /me?key=bob
// request: GET /me?key=eve
// request: GET /admin?key=ada
// request: GET /admin?key=bob
// request: GET /admin/users/bob?key=ada
// request: GET /admin/users/zoe?key=ada
// request: GET /limited
// request: GET /limited
// request: GET /limited
// request: GET /log?key=ada

const express = require('express')
const { authenticate, authorize, limit } = require('./middlewares')
const { users } = require('./users')

const app = express()
const log = []

app.use(function record(req, res, next) {
  log.push(req.path)
  next()
})

app.get('/', (req, res) => {
  res.type('html')
  res.send('<p>Members only</p>')
})

app.get('/me', authenticate, function me(req, res) {
  res.set('X-User', req.user.name)
  res.json(req.user)
})

app.get('/limited', limit(2), function limited(req, res) {
  res.send('come again')
})

const admin = express.Router()
admin.use(authenticate)
admin.use(authorize('admin'))

admin.get('/', (req, res) => {
  res.json([...users.keys()])
})

admin.get('/users/:name', (req, res, next) => {
  const user = users.get(req.params.name)
  if (!user) return next('route')
  res.json(user)
})

admin.get('/users/:name', (req, res) => {
  res.status(404).json({ error: `${req.params.name} is no member` })
})

app.use('/admin', admin)

app.get('/log', authenticate, (req, res) => {
  res.vary('Accept').json(log)
})

app.use(function failed(error, req, res, next) {
  res.status(error.status ?? 500).json({ error: error.message })
})

const server = app.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
