const { setTimeout: sleep } = require('node:timers/promises')

// Asks the station on its hill, which takes a moment.
exports.measure = name => sleep(10, { celsius: name === 'oslo' ? 4 : 11, wind: 'light' })
