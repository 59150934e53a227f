// A sign-up form posts to a controller, which asks a model with a callback. Written by somebody who expected the error
// branch to end the function, as it would have with a throw.
//
// request: POST /users {"email":"ada@example.org"}
// cause: missing-return

const express = require('express')
const users = require('./controllers/users')

const app = express()
app.use(express.json())
app.post('/users', users.create)

const server = app.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
