// A wiki on Connect: a pipeline of hand-written middlewares.
//
// framework: Connect
// request: GET /
// request: GET /page/home
// request: GET /page/none
// request: GET /page/secret
// request: GET /page/secret?token=sesame
// request: POST /page/home {"text":"welcome back"}
// request: POST /page/home {"text"
// request: GET /page/home
// request: GET /broken
// request: GET /visits

const connect = require('connect')
const http = require('http')
const pages = require('./pages')

let visits = 0

function query(req, res, next) {
  req.parsed = new URL(req.url, 'http://wiki')
  next()
}

function count(req, res, next) {
  visits++
  res.setHeader('X-Wiki', 'yes')
  next()
}

function guard(req, res, next) {
  if (req.url.indexOf('/secret') === -1) return next()
  if (req.parsed.searchParams.get('token') === 'sesame') {
    return next()
  }
  res.statusCode = 401
  res.end('say the word')
}

function body(req, res, next) {
  if (req.method !== 'POST') return next()
  let text = ''
  req.setEncoding('utf8')
  req.on('data', chunk => {
    text += chunk
  })
  req.on('end', () => {
    try {
      req.body = JSON.parse(text)
    } catch (error) {
      error.status = 400
      return next(error)
    }
    next()
  })
}

function home(req, res, next) {
  if (req.url !== '/') return next()
  res.setHeader('Content-Type', 'text/html')
  res.end('<a href="/page/home">home</a>')
}

function page(req, res, next) {
  const name = req.parsed.pathname.split('/').pop()
  if (req.method === 'POST') {
    pages.write(name, req.body.text, error => {
      if (error) return next(error)
      res.statusCode = 303
      res.setHeader('Location', '/page/' + name)
      res.end()
    })
    return
  }
  pages.read(name, (error, text) => {
    if (error) {
      next(error)
      return
    }
    if (text === undefined) {
      res.statusCode = 404
      return res.end('an empty page')
    }
    res.setHeader('Content-Type', 'text/plain')
    res.end(text)
  })
}

function broken(req, res, next) {
  setImmediate(() => next(new Error('out of order')))
}

function statistics(req, res) {
  res.end(String(visits))
}

function onError(error, req, res, next) {
  res.statusCode = error.status || 500
  res.setHeader('Content-Type', 'text/plain')
  res.end(error.message)
}

const app = connect()
app.use(query)
app.use(count)
app.use(guard)
app.use(body)
app.use(home)
app.use('/page', page)
app.use('/broken', broken)
app.use('/visits', statistics)
app.use(onError)

const server = http.createServer(app).listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
