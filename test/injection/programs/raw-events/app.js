// Jobs that report by events, with deadlines and guards: what takes too long is answered with 202.
//
// framework: http
// request: GET /jobs/quick
// request: GET /jobs/slow
// request: GET /jobs/broken
// request: GET /watch/a
// request: GET /ticks
// request: GET /first
// request: GET /done
// request: GET /jobs

const http = require('node:http')
const { EventEmitter } = require('node:events')
const { runJob, ticker } = require('./jobs')

const finished = []
const news = new EventEmitter()

function answer(res, status, text) {
  res.statusCode = status
  res.end(text)
}

function job(name, res) {
  let done = false
  const running = runJob(name)
  const timer = setTimeout(() => {
    if (done) return
    done = true
    answer(res, 202, 'still running')
  }, 15)
  running.once('finished', result => {
    finished.push(name)
    clearTimeout(timer)
    if (done) return
    done = true
    answer(res, 200, result)
  })
  running.once('failed', error => {
    clearTimeout(timer)
    if (done) return
    done = true
    answer(res, 500, error.message)
  })
}

function watch(topic, res) {
  const onNews = text => {
    news.removeListener('news', onNews)
    res.setHeader('X-Topic', topic)
    answer(res, 200, text)
  }
  news.on('news', onNews)
  setTimeout(() => news.emit('news', `news of ${topic}`), 3)
  setTimeout(() => news.emit('news', `more of ${topic}`), 6)
}

function ticks(res) {
  let count = 0
  res.writeHead(200, { 'Content-Type': 'text/plain' })
  const interval = setInterval(() => {
    count++
    if (count < 3) return res.write(`tick ${count}\n`)
    clearInterval(interval)
    res.end('boom\n')
  }, 2)
}

function first(res) {
  const ticks = ticker(3)
  ticks.once('tick', number => answer(res, 200, `first was ${number}`))
}

function done(res) {
  const waiting = setInterval(() => {
    if (finished.length === 0) return
    clearInterval(waiting)
    answer(res, 200, finished.join(','))
  }, 2)
}

const server = http.createServer((req, res) => {
  const [, section, name] = req.url.split('/')
  if (section === 'jobs' && name) return job(name, res)
  if (section === 'watch') return watch(name, res)
  if (section === 'ticks') return ticks(res)
  if (section === 'first') return first(res)
  if (section === 'done') return done(res)
  answer(res, 404, 'no such thing')
})

server.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
