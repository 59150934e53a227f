// A notebook over HTTP/2, with the compatibility API.
//
// framework: http2
// request: GET /pages
// request: GET /pages/1
// request: GET /pages/7
// request: POST /pages {"text":"hi"}
// request: POST /pages {"text"
// request: GET /pages/2
// request: GET /slow
// request: GET /feed
// request: GET /nowhere

const http2 = require('node:http2')

const pages = ['the first page']
const log = []

function json(res, status, value) {
  res.writeHead(status, { 'content-type': 'application/json' })
  res.end(JSON.stringify(value))
}

function read(req, callback) {
  let text = ''
  req.on('data', chunk => {
    text += chunk
  })
  req.on('end', () => {
    let value
    try {
      value = JSON.parse(text)
    } catch (error) {
      return callback(error)
    }
    callback(null, value)
  })
}

function create(req, res) {
  read(req, (error, value) => {
    if (error) {
      return json(res, 400, { error: 'not JSON' })
    }
    pages.push(value.text)
    log.push('created')
    res.setHeader('location', `/pages/${pages.length}`)
    json(res, 201, { number: pages.length })
  })
}

function show(res, number) {
  const page = pages[number - 1]
  if (page === undefined) {
    json(res, 404, { error: 'an empty page' })
    return
  }
  res.setHeader('x-page', String(number))
  res.setHeader('content-type', 'text/plain')
  res.end(page)
}

async function feed(res) {
  res.writeHead(200, { 'content-type': 'text/plain' })
  for (const page of pages) {
    await new Promise(resolve => setImmediate(resolve))
    res.write(`${page}\n`)
  }
  res.end()
}

const server = http2.createServer((req, res) => {
  const [, section, number] = req.url.split('/')
  switch (section) {
    case 'pages':
      if (req.method === 'POST') return create(req, res)
      if (number) {
        show(res, Number(number))
      } else {
        json(res, 200, pages)
      }
      break
    case 'slow':
      setTimeout(() => {
        res.end('at last')
      }, 3)
      break
    case 'feed':
      feed(res)
      break
    default:
      res.statusCode = 404
      res.end('nothing')
  }
})

server.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
