exports.polls = { lunch: { soup: 2, salad: 1 } }

exports.vote = async function vote(name, choice) {
  const poll = exports.polls[name]
  await new Promise(resolve => setImmediate(resolve))
  if (poll[choice] === undefined) return undefined
  poll[choice]++
  return poll[choice]
}
