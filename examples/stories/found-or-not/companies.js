const Datastore = require('@seald-io/nedb')

const companies = new Datastore()
companies.insert([
  { _id: 'acme', name: 'Acme Corporation', city: 'Reno' },
  { _id: 'globex', name: 'Globex', city: 'Cypress Creek' },
])

module.exports = companies
