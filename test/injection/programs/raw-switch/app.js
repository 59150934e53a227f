// A small device's control panel: one function with a switch over methods and one over paths.
//
// framework: http
// request: GET /
// request: GET /status
// request: GET /temperature
// request: GET /reset
// request: POST /reset
// request: POST /mode?name=eco
// request: POST /mode?name=warp
// request: PUT /mode
// request: GET /log
// request: OPTIONS /

const http = require('node:http')
const { URL } = require('node:url')

const device = { mode: 'normal', restarts: 0 }
const log = []

function measure(callback) {
  setTimeout(() => callback(null, 21.5), 2)
}

function get(path, res) {
  switch (path) {
    case '/':
      res.setHeader('Content-Type', 'text/html')
      res.end('<h1>Heater</h1>')
      break
    case '/status':
      res.writeHead(200, { 'Content-Type': 'application/json' })
      res.end(JSON.stringify(device))
      break
    case '/temperature':
      measure((error, degrees) => {
        if (error) {
          res.statusCode = 503
          return res.end('sensor is off')
        }
        log.push('measured')
        res.setHeader('Content-Type', 'text/plain')
        res.end(String(degrees))
      })
      break
    case '/log': {
      const lines = log.join('\n')
      res.setHeader('Content-Type', 'text/plain')
      res.end(lines)
      break
    }
    default:
      res.statusCode = 404
      res.end('nothing here')
  }
}

function post(path, query, res) {
  switch (path) {
    case '/reset':
      device.restarts++
      log.push('reset')
      res.writeHead(202)
      res.end('restarting')
      return
    case '/mode': {
      const name = query.get('name')
      if (!['eco', 'normal', 'boost'].includes(name)) {
        res.writeHead(422)
        res.end('no such mode')
        return
      }
      device.mode = name
      log.push(`mode ${name}`)
      res.writeHead(200)
      res.end(name)
      return
    }
  }
  res.writeHead(404)
  res.end()
}

const server = http.createServer((req, res) => {
  const { pathname, searchParams } = new URL(req.url, 'http://device')
  switch (req.method) {
    case 'GET':
      get(pathname, res)
      break
    case 'POST':
      post(pathname, searchParams, res)
      break
    case 'OPTIONS':
      res.setHeader('Allow', 'GET, POST')
      res.statusCode = 204
      res.end()
      break
    default:
      res.setHeader('Allow', 'GET, POST')
      res.writeHead(405)
      res.end('no')
  }
})

server.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
