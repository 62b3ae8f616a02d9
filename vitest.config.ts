import { defineConfig } from 'vitest/config'

const shared = {
  // Time enough for a test that starts a server as its own process on a busy machine.
  testTimeout: 60_000,
  hookTimeout: 120_000,
  teardownTimeout: 30_000,
  // Files share processes, but no module of ours.
  isolate: false,
  setupFiles: ['packages/tooling/src/test/fresh-modules.ts'],
  // It keeps the WebAssembly that one of our modules loaded, so it begins anew with that module.
  server: { deps: { inline: [/schema-engine-wasm/] } },
}

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      {
        test: {
          ...shared,
          name: 'plain',
          include: ['packages/{core,markdown,bounds,tooling}/src/**/*.test.ts'],
          exclude: ['**/*.database.test.ts'],
        },
      },
      {
        test: {
          ...shared,
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
