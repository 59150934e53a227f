const { EventEmitter } = require('node:events')

exports.runJob = function runJob(name) {
  const job = new EventEmitter()
  if (name === 'broken') {
    setTimeout(() => job.emit('failed', new Error('it broke')), 3)
    return job
  }
  setTimeout(() => job.emit('finished', `${name} is done`), name === 'slow' ? 25 : 3)
  return job
}

exports.ticker = function ticker(count) {
  const ticks = new EventEmitter()
  let number = 0
  const interval = setInterval(() => {
    ticks.emit('tick', ++number)
    if (number === count) clearInterval(interval)
  }, 2)
  return ticks
}
