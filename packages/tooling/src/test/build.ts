import { run } from '../run.ts'
import { emptyTally, type Tally } from './tally.ts'
import type { RunnerOptions } from './vitest.ts'

/** Builds the programs that tests start, once and before all tests: two concurrent builds by tests would disturb each other. */
export async function runBuild({ root, isShown }: RunnerOptions): Promise<Tally> {
  const { exitCode } = await run({
    root,
    command: 'turbo',
    args: [
      'run',
      'build',
      '--filter=@plinth/web',
      '--filter=@plinth/conduit',
      '--output-logs=errors-only',
      '--ui=stream',
    ],
    // The same environment as when the program builds itself, so that it finds this build.
    env: { NODE_ENV: 'production', TURBO_TELEMETRY_DISABLED: '1', NEXT_TELEMETRY_DISABLED: '1' },
    isShown,
  })
  return {
    ...emptyTally(),
    faults: exitCode === 0 ? [] : [`The apps could not be built: turbo ended with ${exitCode}.`],
  }
}
