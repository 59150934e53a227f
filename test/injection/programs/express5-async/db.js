const Datastore = require('@seald-io/nedb')

let id = 1

exports.tasks = new Datastore()
exports.nextId = () => id++
