const byEmail = new Map([['ada@example.org', { id: 1, email: 'ada@example.org' }]])

exports.createUser = function createUser(data, callback) {
  setTimeout(() => {
    if (byEmail.has(data.email)) return callback(new Error('this address is taken'))
    const user = { id: byEmail.size + 1, email: data.email }
    byEmail.set(user.email, user)
    callback(null, user)
  }, 5)
}
