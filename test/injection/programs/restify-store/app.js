'use strict'

// A stock list on restify: chains of handlers that call next, and errors that are handed to it.
//
// framework: restify
// request: GET /stock
// request: GET /stock/nails
// request: GET /stock/gold
// request: PUT /stock/nails?count=5
// request: PUT /stock/nails?count=-5
// request: PUT /stock/gold?count=5
// request: GET /stock/nails
// request: GET /audit
// request: GET /health
// request: GET /nowhere

var restify = require('restify')

var stock = { nails: 100, screws: 20 }
var audit = []

var server = restify.createServer({ name: 'stock' })

server.use(restify.plugins.queryParser())

server.use(function version(req, res, next) {
  res.header('X-Stock', '2')
  return next()
})

function load(req, res, next) {
  setTimeout(function () {
    if (stock[req.params.item] === undefined) {
      res.send(404, { error: 'never had it' })
      return next(false)
    }
    req.count = stock[req.params.item]
    next()
  }, 1)
}

server.get('/stock', function (req, res, next) {
  res.send(Object.keys(stock))
  return next()
})

server.get('/stock/:item', load, function (req, res, next) {
  audit.push('read ' + req.params.item)
  res.send({ item: req.params.item, count: req.count })
  next()
})

server.put('/stock/:item', load, function (req, res, next) {
  var count = Number(req.query.count)
  if (count < 0) {
    res.send(422, { error: 'less than nothing' })
    return next(false)
  }
  stock[req.params.item] = count
  audit.push('set ' + req.params.item)
  res.header('Location', '/stock/' + req.params.item)
  res.send(204)
  return next()
})

server.get('/audit', function (req, res, next) {
  res.send(audit)
  next()
})

server.get('/health', function (req, res, next) {
  if (audit.length > 100) {
    res.send(503)
  } else {
    res.send(200, 'fine')
  }
  next()
})

server.listen(process.env.PORT || 3000, function () {
  console.log('listening on http://localhost:' + server.address().port)
})
