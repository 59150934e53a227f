const { install, withoutConflicts } = require('headers-trace')

install()
exports.mochaHooks = {
  // A hook that fails would end mocha's run: the test itself has to.
  beforeEach() {
    this.currentTest.fn = withoutConflicts(this.currentTest.fn)
  },
}
