// A directory of companies, looked up in an embedded database. The callback grew a branch for "not found" after the one
// for errors, and the last answer was left outside of both.
//
// request: GET /api/company/atlantis
// cause: missing-return

const express = require('express')
const companies = require('./companies')

const app = express()

app.get('/api/company/:id', function showCompany(req, res) {
  companies.findOne({ _id: req.params.id }, function found(error, company) {
    if (error) {
      res.status(500).json({ error: 'the database is not there' })
    } else if (!company) {
      res.status(404).json({ error: 'no such company' }) // first
    }
    res.json(company) // second
  })
})

const server = app.listen(process.env.PORT || 3000, () => {
  console.log(`listening on http://localhost:${server.address().port}`)
})
