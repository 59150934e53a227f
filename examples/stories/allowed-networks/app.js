// A service on Connect that only some networks may use. The middleware goes through the list and calls `next()` for each
// entry that fits; two entries fit, and the second call goes on to what is behind the answer.
//
// request: GET /time
// cause: next-twice

const connect = require('connect')
const allow = require('./middleware/allow')
const notFound = require('./middleware/not-found')

const app = connect()

app.use(allow([/^127\./, /^::1$/, /^::ffff:127\./, /^::/]))

app.use('/time', function tellTime(_req, res) {
  res.setHeader('Content-Type', 'application/json')
  res.end(JSON.stringify({ zone: 'UTC', format: 'ISO 8601' })) // first
})

app.use(notFound)

const server = app.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
