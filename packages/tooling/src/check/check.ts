/** One question about the repository that needs no running service. */
export interface Check {
  readonly name: string
  /**
   * What is wrong, one text each, ready to be read; empty when all is well. Throws when it could not be answered. `tell` takes lines to be
   * shown whether or not something is wrong, such as figures.
   */
  run(root: string, tell?: (line: string) => void): Promise<string[]>
}

export interface CheckResult {
  readonly name: string
  readonly problems: readonly string[]
  readonly told: readonly string[]
  readonly durationMs: number
}

/** Runs the checks, two at a time, and tells of each when it is done. A check that throws has failed. */
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
