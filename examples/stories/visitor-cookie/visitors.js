const { setTimeout: sleep } = require('node:timers/promises')

const visitors = new Map()

exports.recognise = async function recognise(id) {
  await sleep(5)
  const known = visitors.get(id) ?? { id: `v${visitors.size + 1}`, visits: 0 }
  visitors.set(known.id, known)
  known.visits++
  return known
}
