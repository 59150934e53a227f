const { install, takeConflicts } = require('headers-trace')

// Jest runs each test file, and this with it, among modules of its own.
const undo = install()
afterEach(() => expect(takeConflicts().map(conflict => conflict.message)).toEqual([]))
afterAll(undo)
