// A club's list of members in an embedded database. The model tells its caller that an address is invalid and goes on to
// save the member all the same, so that the route's callback runs once for each.
//
// request: POST /members {"name":"Ada","email":"not an address"}
// cause: callback-twice

const express = require('express')
const members = require('./routes/members')

const app = express()
app.use(express.json())
app.post('/members', members.join)

const server = app.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
