const { setTimeout: sleep } = require('node:timers/promises')

const list = { lamp: 39, chair: 120 }

exports.fetch = async function fetchPrice(product) {
  await sleep(20)
  return { amount: list[product], currency: 'EUR', age: 17 }
}
