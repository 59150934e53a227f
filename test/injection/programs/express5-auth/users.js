const users = new Map([
  ['ada', { name: 'ada', role: 'admin' }],
  ['bob', { name: 'bob', role: 'member' }],
  ['eve', { name: 'eve', role: 'member', isBlocked: true }],
])

exports.users = users

exports.find = function find(name, callback) {
  setTimeout(() => callback(null, users.get(name)), 1)
}
