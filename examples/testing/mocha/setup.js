const assert = require('node:assert/strict')
const { install, takeConflicts } = require('headers-trace')

install()
exports.mochaHooks = {
  afterEach: () =>
    assert.deepEqual(
      takeConflicts().map(conflict => conflict.message),
      [],
    ),
}
