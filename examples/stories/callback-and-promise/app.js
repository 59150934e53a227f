// An address book whose model can be used with a callback or as a promise, as mongoose's could. Half of this route was
// rewritten to promises: the old callback is still there, and both of them answer.
//
// request: GET /people/ada
// cause: parallel-paths

const express = require('express')
const Person = require('./models/person')

const app = express()

app.get('/people/:id', function showPerson(req, res) {
  Person.findById(req.params.id, function found(error, person) {
    if (error) return res.status(500).json({ error: error.message })
    res.json({ person }) // first
  }).then(person => {
    if (person === null) return res.status(404).json({ error: 'nobody of that name' })
    res.json(person) // second
  })
})

const server = app.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
