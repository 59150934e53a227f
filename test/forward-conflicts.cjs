// Forwards every conflict of the program under test to the test, on a descriptor of its own.
const { writeSync } = require('node:fs')
const { subscribe } = require('node:diagnostics_channel')

subscribe('headers-trace:conflict', conflict => {
  writeSync(3, `${JSON.stringify(conflict)}\n`)
})
