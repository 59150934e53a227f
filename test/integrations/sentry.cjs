// The event goes no further than `beforeSend`.
const Sentry = require('@sentry/node')

Sentry.init({
  dsn: 'http://key@localhost/1',
  transport: () => ({ send: async () => ({}), flush: async () => true }),
  beforeSend: event => {
    console.log(JSON.stringify(event.exception.values))
    return null
  },
})
require('./respond-twice.cjs')().then(error => Sentry.captureException(error))
