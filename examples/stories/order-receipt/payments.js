const { setTimeout: sleep } = require('node:timers/promises')

exports.charge = async function charge(customer, amount) {
  await sleep(5)
  return { customer: customer.name, amount, currency: 'EUR' }
}
