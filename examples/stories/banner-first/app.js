// An intranet on Connect that shows a maintenance notice above every page. Its author took a response for a document that
// middleware after middleware may append to; the first piece of body sends the headers, too.
//
// request: GET /holidays
// cause: headers-flushed-early

const connect = require('connect')
const notice = require('./notice')

const app = connect()

app.use(function showNotice(_req, res, next) {
  const text = notice.current(new Date('2026-11-22'))
  if (text) res.write(`<p class="notice">${text}</p>\n`) // first
  next()
})

app.use('/phones', function phones(_req, res) {
  res.end('<h1>Phone book</h1>\n')
})

app.use(function notFound(_req, res) {
  res.writeHead(404, { 'Content-Type': 'text/html' }) // second
  res.end('<p>There is no such page.</p>\n')
})

const server = app.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
