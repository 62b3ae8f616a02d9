import { defineConfig } from 'vitest/config'

/** Time enough for a test that starts a server as its own process on a busy machine. */
const limits = { testTimeout: 60_000, hookTimeout: 120_000, teardownTimeout: 30_000 }

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      {
        test: {
          ...limits,
          name: 'plain',
          include: ['packages/{core,markdown,bounds,tooling}/src/**/*.test.ts'],
          exclude: ['**/*.database.test.ts'],
        },
      },
      {
        test: {
          ...limits,
          name: 'database',
          include: [
            'packages/{db,platform,api,client}/src/**/*.test.ts',
            'packages/tooling/src/**/*.database.test.ts',
            'apps/*/src/**/*.test.{ts,tsx}',
            'prisma/**/*.test.ts',
          ],
          globalSetup: ['packages/db/src/testing/global-setup.ts'],
        },
      },
    ],
  },
})
