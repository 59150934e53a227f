import { performance } from 'node:perf_hooks'

/** Milliseconds since the process began. Bound at load, so that a test's fake timers do not reach it. */
export const now: () => number = performance.now.bind(performance)
