const { setTimeout: sleep } = require('node:timers/promises')

exports.userOf = async function userOf(_req) {
  await sleep(20)
  return { name: 'ada' }
}
