const { assertNoConflicts, install } = require('headers-trace')

// Jest runs each test file, and this with it, among modules of its own.
const undo = install()
afterEach(assertNoConflicts)
afterAll(undo)
