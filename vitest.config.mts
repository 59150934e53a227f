import { defineConfig } from 'vitest/config'

// Tests that start processes spend their time waiting for them: the limits are for what hangs, not for what is slow.
export default defineConfig({
  test: {
    // Programs run in processes of their own, on machines that others use too: what fails once is tried again there.
    retry: process.env.CI === undefined ? 0 : 2,
    include: ['test/**/*.test.ts'],
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
