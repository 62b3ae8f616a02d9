/** One check of the repository that needs no running service. */
export interface Check {
  readonly name: string
  /**
   * Returns the problems, one readable text each; empty if there are none. Throws if the check could not be performed. `tell` is called with lines that are
   * shown in either case, such as figures.
   */
  run(root: string, tell?: (line: string) => void): Promise<string[]>
}

export interface CheckResult {
  readonly name: string
  readonly problems: readonly string[]
  readonly told: readonly string[]
  readonly durationMs: number
}

/** Runs the checks, two at a time, and reports each when it is done. A check that throws has failed. */
export async function runChecks(
  checks: readonly Check[],
  root: string,
  onDone: (result: CheckResult) => void,
): Promise<CheckResult[]> {
  const waiting = checks.values()
  const results: CheckResult[] = []
  const work = async () => {
    for (const check of waiting) {
      const startMs = performance.now()
      const told: string[] = []
      const tell = (line: string) => void told.push(line)
      const problems = await check.run(root, tell).catch((error: unknown) => [String(error)])
      const result = { name: check.name, problems, told, durationMs: performance.now() - startMs }
      results.push(result)
      onDone(result)
    }
  }
  await Promise.all([work(), work()])
  return results
}
