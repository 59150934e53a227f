import { install, takeConflicts } from 'headers-trace'
import { afterEach, expect } from 'vitest'

install()
afterEach(() => expect(takeConflicts().map(conflict => conflict.message)).toEqual([]))
