import { defineConfig } from 'vitest/config'

// Tests that start processes spend their time waiting for them: the limits are for what hangs, not for what is slow.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    maxWorkers: 2,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
})
