import { afterEach } from 'node:test'
import { assertNoConflicts, install } from 'headers-trace'

install()
afterEach(assertNoConflicts)
