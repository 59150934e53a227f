import { assertNoConflicts, install } from 'headers-trace'
import { afterEach } from 'vitest'

install()
afterEach(assertNoConflicts)
