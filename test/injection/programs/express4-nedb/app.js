// A phone book on Express 4 with a database that calls back.
//
// framework: Express 4
// request: GET /people
// request: GET /people/ada
// request: GET /people/bob
// request: POST /people {"name":"bob","phone":"12"}
// request: POST /people {"name":"bob","phone":"12"}
// request: POST /people {"phone":"12"}
// request: PUT /people/bob {"phone":"34"}
// request: PUT /people/eve {"phone":"34"}
// request: GET /people/bob
// request: DELETE /people/bob
// request: DELETE /people/bob
// request: GET /search?phone=34
// request: GET /search
// request: GET /log

var express = require('express')
var people = require('./people')

var app = express()
var log = []
app.use(express.json())

app.use(function (req, res, next) {
  if (req.headers['x-blocked']) {
    return res.status(403).send('blocked')
  }
  res.set('X-Api', '1')
  next()
})

app.get('/people', function (req, res, next) {
  people.find({}).sort({ name: 1 }).exec(function (err, docs) {
    if (err) return next(err)
    res.json(docs.map(function (doc) { return doc.name }))
  })
})

app.get('/people/:name', function (req, res, next) {
  people.findOne({ name: req.params.name }, function (err, doc) {
    if (err) {
      return next(err)
    }
    if (!doc) {
      return res.status(404).json({ error: 'unknown' })
    }
    log.push('read ' + doc.name)
    res.json({ name: doc.name, phone: doc.phone })
  })
})

app.post('/people', function (req, res, next) {
  if (!req.body.name) {
    return res.status(422).json({ error: 'name is missing' })
  }
  people.findOne({ name: req.body.name }, function (err, existing) {
    if (err) return next(err)
    if (existing) {
      res.status(409).json({ error: 'is there already' })
    } else {
      people.insert({ name: req.body.name, phone: req.body.phone }, function (err, doc) {
        if (err) return next(err)
        log.push('added ' + doc.name)
        res.location('/people/' + doc.name)
        res.status(201).json({ name: doc.name })
      })
    }
  })
})

app.put('/people/:name', function (req, res, next) {
  people.update({ name: req.params.name }, { $set: { phone: req.body.phone } }, {}, function (err, changed) {
    if (err) return next(err)
    if (changed === 0) return res.sendStatus(404)
    res.cookie('last', req.params.name)
    res.status(204).end()
  })
})

app.delete('/people/:name', function (req, res, next) {
  people.remove({ name: req.params.name }, {}, function (err, removed) {
    if (err) { return next(err) }
    if (!removed) { return next() }
    res.status(204).end()
  })
})

app.get('/search', function (req, res, next) {
  if (!req.query.phone) {
    res.status(400).send('which phone?')
    return
  }
  people.find({ phone: req.query.phone }, function (err, docs) {
    if (err) return next(err)
    res.set('X-Count', String(docs.length))
    res.json(docs.length)
  })
})

app.get('/log', function (req, res) {
  res.type('text').send(log.join('\n'))
})

app.use(function (req, res) {
  res.status(404).send('not here')
})

app.use(function (err, req, res, next) {
  res.status(err.status || 500).send(err.message)
})

var server = app.listen(process.env.PORT || 3000, function () {
  console.log('listening on http://localhost:' + server.address().port)
})
