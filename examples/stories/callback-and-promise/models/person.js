const Datastore = require('@seald-io/nedb')
const Bluebird = require('bluebird')

const people = new Datastore()
people.insert({ _id: 'ada', name: 'Ada Lovelace', phone: '0123' })

/** Gives a promise, and calls the callback if there is one. */
exports.findById = (id, callback) => Bluebird.resolve(people.findOneAsync({ _id: id })).asCallback(callback)
