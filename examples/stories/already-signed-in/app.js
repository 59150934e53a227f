// The sign-in page of a wiki. Whoever is signed in already is to be sent home; the guard that does it redirects, and then
// lets everybody through as its author was used to from guards that only look.
//
// cause: next-after-response

const express = require('express')
const session = require('express-session')
const { onlyGuests } = require('./guards')

const app = express()
app.use(express.json())
app.use(session({ secret: 'wiki wiki', resave: false, saveUninitialized: false }))

app.post('/session', function signIn(req, res) {
  req.session.user = req.body.name
  res.json({ user: req.session.user })
})

app.get('/login', onlyGuests, function showForm(_req, res) {
  res.send('<form method="post" action="/session"><input name="name"></form>') // second
})

const server = app.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
