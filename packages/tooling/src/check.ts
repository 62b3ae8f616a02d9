import { type CheckResult, runChecks } from './check/check.ts'
import { checks } from './check/checks.ts'
import { root } from './root.ts'

// `npm run check`: everything that can be told without a running service.
const results = await runChecks(checks, root, print)
const failed = results.filter((result) => result.problems.length > 0)
for (const { name, problems } of failed) console.log(`\n${name}:\n${problems.join('\n').trimEnd()}`)
console.log(`\n${results.length - failed.length} passed, ${failed.length} failed`)
if (failed.length > 0) process.exitCode = 1

function print({ name, problems, durationMs }: CheckResult): void {
  const verdict = problems.length > 0 ? 'FAILED' : 'passed'
  console.log(`${verdict}  ${name.padEnd(28)} ${(durationMs / 1000).toFixed(1).padStart(5)} s`)
}
