// Sessions: the middleware holds back `end` until the session is stored, and sets its cookie while the head is written.
//
// request: GET /

const express = require('express')
const session = require('express-session')

const app = express()
app.use(session({ secret: 'not a secret', resave: true, saveUninitialized: true, rolling: true }))

app.get('/', (req, res) => {
  req.session.views = (req.session.views ?? 0) + 1
  res.json({ views: req.session.views })
})

const server = app.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
