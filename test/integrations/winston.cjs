const { createLogger, format, transports } = require('winston')

// Winston makes `{}` of an error within JSON, so its stack is printed.
const replacer = (_key, value) => (value instanceof Error ? value.stack : value)
const log = createLogger({
  format: format.combine(format.errors({ stack: true, cause: true }), format.json({ replacer })),
  transports: [new transports.Console()],
})
require('./respond-twice.cjs')().then(error => log.error(error))
