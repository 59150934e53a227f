const { setTimeout: sleep } = require('node:timers/promises')

exports.quotes = async function* quotes() {
  yield { symbol: 'ACME', price: 12.5 }
  await sleep(5)
  yield { symbol: 'GLOBEX', price: 47.11 }
  await sleep(5)
  throw new RangeError('the feed sent a quote from the future')
}
