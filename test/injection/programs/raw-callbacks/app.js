// A notes server in the style of Node's early years: callbacks all the way, and a table of routes.
//
// framework: http
// request: GET /notes
// request: GET /notes/1
// request: GET /notes/9
// request: GET /notes/x
// request: POST /notes {"text":"milk"}
// request: POST /notes {"text":""}
// request: POST /notes {"text"
// request: GET /notes/2
// request: DELETE /notes/1
// request: GET /stats
// request: GET /nowhere

var http = require('http')
var store = require('./store')

var counts = { hits: 0, created: 0 }

function send(res, status, body) {
  res.writeHead(status, { 'Content-Type': 'application/json' })
  res.end(JSON.stringify(body))
}

function readBody(req, callback) {
  var text = ''
  req.on('data', function (chunk) {
    text += chunk
  })
  req.once('end', function () {
    var body
    try {
      body = JSON.parse(text)
    } catch (error) {
      return callback(error)
    }
    callback(null, body)
  })
}

function list(req, res) {
  store.all(function (error, notes) {
    if (error) return send(res, 500, { error: error.message })
    res.setHeader('X-Total', notes.length)
    send(res, 200, notes)
  })
}

function show(req, res, id) {
  if (!/^\d+$/.test(id)) {
    return send(res, 400, { error: 'not an id' })
  }
  store.get(id, function (error, note) {
    if (error) {
      send(res, 500, { error: error.message })
      return
    }
    if (!note) {
      return send(res, 404, { error: 'no such note' })
    }
    counts.hits++
    send(res, 200, note)
  })
}

function create(req, res) {
  readBody(req, function (error, body) {
    if (error) {
      return send(res, 400, { error: 'not JSON' })
    }
    if (!body.text) {
      send(res, 422, { error: 'text is missing' })
    } else {
      store.add(body.text, function (error, note) {
        if (error) return send(res, 500, { error: error.message })
        counts.created++
        res.setHeader('Location', '/notes/' + note.id)
        send(res, 201, note)
      })
    }
  })
}

function remove(req, res, id) {
  store.remove(id, function (error) {
    if (error) {
      return send(res, 404, { error: error.message })
    }
    res.writeHead(204)
    res.end()
  })
}

function stats(req, res) {
  send(res, 200, counts)
}

var routes = [
  { method: 'GET', path: /^\/notes$/, run: list },
  { method: 'POST', path: /^\/notes$/, run: create },
  { method: 'GET', path: /^\/notes\/(\w+)$/, run: show },
  { method: 'DELETE', path: /^\/notes\/(\w+)$/, run: remove },
  { method: 'GET', path: /^\/stats$/, run: stats },
]

var server = http.createServer(function (req, res) {
  for (var i = 0; i < routes.length; i++) {
    var match = routes[i].path.exec(req.url)
    if (match && routes[i].method === req.method) {
      return routes[i].run(req, res, match[1])
    }
  }
  send(res, 404, { error: 'not found' })
})

server.listen(process.env.PORT || 3000, function () {
  console.log('listening on http://localhost:' + server.address().port)
})
