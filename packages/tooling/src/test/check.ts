import { checks } from '../check/checks.ts'
import { reportChecks } from '../check/report.ts'
import { emptyTally, type Tally } from './tally.ts'
import type { RunnerOptions } from './vitest.ts'

/** Runs the checks that need no service; each counts as one test. */
export async function runCheckPart({ root }: RunnerOptions): Promise<Tally> {
  return { ...emptyTally(), ...(await reportChecks(checks, root)) }
}
