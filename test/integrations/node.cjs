// Node's own printer, of an error that nobody catches.
require('./answer-twice.cjs')().then(error => {
  throw error
})
