// A small site on Connect with a middleware that counts visits. Its author wanted bots let through without being counted,
// and calls `next()` for a bot in both places: the second call runs what comes after the page, while the page is read.
//
// request: GET /
// cause: next-twice

const connect = require('connect')
const { readFile } = require('node:fs')
const { join } = require('node:path')

const app = connect()
let visits = 0

app.use(function countVisits(req, _res, next) {
  const isBot = /bot|curl|node/i.test(req.headers['user-agent'] ?? '')
  if (isBot) next()
  else visits++
  next()
})

app.use('/', function showPage(_req, res) {
  readFile(join(__dirname, 'page.html'), 'utf8', function show(_error, page) {
    res.writeHead(200, { 'Content-Type': 'text/html' }) // second
    res.end(page.replace('{visits}', String(visits)))
  })
})

app.use(function notFound(_req, res) {
  res.writeHead(404, { 'Content-Type': 'text/plain' }) // first
  res.end('There is no such page.\n')
})

const server = app.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})

// meant: 200 <!doctype html><title>Hello</title>
