import { defineConfig } from 'vitest/config'

const shared = { setupFiles: ['./tests/support/quiet-console.ts'], testTimeout: 60_000, hookTimeout: 60_000 }

// Deeds and walks run twice, once on each engine; rules know no engine and run once.
export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          ...shared,
          name: 'sqlite',
          env: { DATABASE_URL: 'file::memory:' },
          include: [
            '{app,campaigns,db,emails}/**/*.test.{ts,tsx}',
            'tests/*.test.ts',
            'tests/walks/**/*.test.ts',
          ],
        },
      },
      {
        extends: true,
        test: {
          ...shared,
          name: 'postgres',
          globalSetup: './tests/support/empty-server.ts',
          env: { DATABASE_URL: 'postgres://pglite' },
          include: ['{campaigns,db}/**/*.server.test.ts', 'tests/walks/**/*.test.ts'],
        },
      },
    ],
  },
})
