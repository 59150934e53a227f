import assert from 'node:assert/strict'
import { afterEach } from 'node:test'
import { install, takeConflicts } from 'headers-trace'

install()
afterEach(() =>
  assert.deepEqual(
    takeConflicts().map(conflict => conflict.message),
    [],
  ),
)
