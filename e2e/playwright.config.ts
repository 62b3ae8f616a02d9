import { defineConfig, devices } from '@playwright/test'
import { browserArgs } from '../packages/tooling/src/browser.ts'
import { env } from './env.ts'

export default defineConfig({
  testDir: 'specs',
  outputDir: '../test-results',
  globalSetup: './global-setup.ts',
  reporter: 'list',
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  workers: 2,
  timeout: 30_000,
  expect: { timeout: 7_500 },
  use: {
    actionTimeout: 7_500,
    navigationTimeout: 15_000,
    screenshot: 'only-on-failure',
    // A trace costs a fifth of the time: `npm test -- --only e2e -- --trace retain-on-failure` keeps those of failed tests.
    trace: 'off',
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'UTC',
    launchOptions: {
      args: [...browserArgs],
      ...(env.CHROMIUM_PATH !== undefined && { executablePath: env.CHROMIUM_PATH }),
    },
  },
  projects: [{ name: 'chromium', use: { ...devices['Desktop Chrome'] } }],
})
