const Datastore = require('@seald-io/nedb')

exports.articles = new Datastore()
exports.users = new Datastore()
exports.users.insert({ _id: 'ada', articles: 0 })
