var Datastore = require('@seald-io/nedb')

var people = new Datastore()
people.insert({ name: 'ada', phone: '99' })

module.exports = people
