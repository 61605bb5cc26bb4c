import { defineConfig } from 'vitest/config'

// With servers that `run.js` has started: it says where they are in the environment.
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['tests/real/*.test.ts'],
    setupFiles: ['./tests/support/quiet-console.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
})
