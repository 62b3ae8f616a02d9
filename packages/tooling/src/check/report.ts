import { type Check, type CheckResult, runChecks } from './check.ts'

/** Runs the checks, prints the result and time of each and then the problems, and counts them. */
export async function reportChecks(
  checks: readonly Check[],
  root: string,
): Promise<{ passed: number; failed: number }> {
  const results = await runChecks(checks, root, printVerdict)
  const failed = results.filter((result) => result.problems.length > 0)
  for (const { name, problems } of failed) console.log(`\n${name}:\n${problems.join('\n').trimEnd()}`)
  return { passed: results.length - failed.length, failed: failed.length }
}

function printVerdict({ name, problems, told, durationMs }: CheckResult): void {
  const verdict = problems.length > 0 ? 'FAILED' : 'passed'
  console.log(`${verdict}  ${name.padEnd(28)} ${(durationMs / 1000).toFixed(1).padStart(5)} s`)
  for (const line of told) console.log(`        ${line}`)
}
