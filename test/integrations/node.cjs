// Node's own printer, of an error that no one catches.
require('./respond-twice.cjs')().then(error => {
  throw error
})
