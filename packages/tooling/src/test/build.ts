import { run } from '../run.ts'
import { emptyTally, type Tally } from './tally.ts'
import type { RunnerOptions } from './vitest.ts'

/** Builds what tests start as a program, once and before all of them: two tests that build at the same time are in each other's way. */
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
    // As the program builds itself, so that it finds this build.
    env: { NODE_ENV: 'production', TURBO_TELEMETRY_DISABLED: '1', NEXT_TELEMETRY_DISABLED: '1' },
    isShown,
  })
  return {
    ...emptyTally(),
    faults: exitCode === 0 ? [] : [`The apps could not be built: turbo ended with ${exitCode}.`],
  }
}
