/** The counts of one test runner. */
export interface Tally {
  passed: number
  failed: number
  skipped: Skip[]
  /** Failures that are not tests: a runner that stopped, a file that could not be loaded. */
  faults: string[]
  /** The duration of each file. */
  files: FileTime[]
}

export interface FileTime {
  readonly file: string
  readonly ms: number
}

export interface Skip {
  readonly test: string
  /** null when none was given, which counts as a failure. */
  readonly reason: string | null
}

export function emptyTally(): Tally {
  return { passed: 0, failed: 0, skipped: [], faults: [], files: [] }
}

/** A runner whose exit code contradicts its report, or that ran no test, has also failed. */
export function withExitCode(tally: Tally, exitCode: number | null): Tally {
  const faults = [...tally.faults]
  const count = tally.passed + tally.failed + tally.skipped.length
  if (count === 0 && faults.length === 0) faults.push('It ran no test.')
  if (exitCode !== 0 && failuresOf({ ...tally, faults }) === 0) {
    faults.push(exitCode === null ? 'It was stopped, or could not be started.' : `It ended with code ${exitCode}.`)
  }
  return { ...tally, faults }
}

/** Failed tests, faults, and skips without a reason. */
export function failuresOf({ failed, faults, skipped }: Tally): number {
  return failed + faults.length + skipped.filter((skip) => skip.reason === null).length
}

/** The last line of a run: `N passed, N failed`, and the skipped if there are any. */
export function lastLine(tallies: readonly Tally[]): string {
  const passed = tallies.reduce((sum, tally) => sum + tally.passed, 0)
  const failed = tallies.reduce((sum, tally) => sum + failuresOf(tally), 0)
  const skipped = tallies.flatMap((tally) => tally.skipped).filter((skip) => skip.reason !== null).length
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}
