import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { run } from '../run.ts'
import { emptyTally, type Tally, withExitCode } from './tally.ts'

const tallySchema = z.object({
  passed: z.number(),
  failed: z.number(),
  skipped: z.array(z.object({ test: z.string(), reason: z.string().nullable() })),
  faults: z.array(z.string()),
  files: z.array(z.object({ file: z.string(), ms: z.number() })),
})

export interface RunnerOptions {
  readonly root: string
  /** Additional arguments of the runner, such as the path of one test file. */
  readonly args: readonly string[]
  /** An empty folder for its report. */
  readonly reportFolder: string
  /** Whether the runner's output is shown immediately. */
  readonly isShown: boolean
}

/** Runs the unit tests next to their sources, and all tests that need a database or a server. */
export async function runVitest({ root, args, reportFolder, isShown }: RunnerOptions): Promise<Tally> {
  const report = join(reportFolder, 'vitest.json')
  const reporters = ['--reporter=default', `--reporter=${join(import.meta.dirname, 'vitest-reporter.ts')}`]
  const { exitCode } = await run({
    root,
    command: 'vitest',
    args: ['run', ...reporters, `--outputFile=${report}`, ...args],
    isShown,
  })
  const text = await readFile(report, 'utf8').catch(() => null)
  if (text === null) return withExitCode({ ...emptyTally(), faults: ['It left no report.'] }, exitCode)
  return withExitCode(tallySchema.parse(JSON.parse(text)), exitCode)
}
