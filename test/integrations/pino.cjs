const pino = require('pino')

const log = pino({ base: null, timestamp: false }, pino.destination({ sync: true }))
require('./respond-twice.cjs')().then(error => log.error(error))
