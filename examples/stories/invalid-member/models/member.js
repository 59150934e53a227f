const Datastore = require('@seald-io/nedb')

const members = new Datastore()

exports.saveMember = function saveMember({ name, email }, callback) {
  if (!/^\S+@\S+$/.test(email)) {
    callback(new Error('the address is invalid'))
  }
  members.insert({ name, email, since: new Date() }, (error, member) => {
    if (error) return callback(error)
    callback(null, member)
  })
}
