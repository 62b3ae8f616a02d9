import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { root } from './root.ts'
import { runBuild } from './test/build.ts'
import { runCheckPart } from './test/check.ts'
import { durationLines, type PartTime } from './test/durations.ts'
import { runPlaywright } from './test/playwright.ts'
import { emptyTally, failuresOf, lastLine, type Tally } from './test/tally.ts'
import { type RunnerOptions, runVitest } from './test/vitest.ts'

// `npm test`: runs every check and every test. `npm test -- --only vitest packages/core` runs one part, or some of it.
const parts: Record<string, (options: RunnerOptions) => Promise<Tally>> = {
  check: runCheckPart,
  build: runBuild,
  vitest: runVitest,
  e2e: runPlaywright,
}

const { values, positionals } = parseArgs({ options: { only: { type: 'string' } }, allowPositionals: true })
if (values.only !== undefined && !(values.only in parts)) {
  console.error(`--only takes ${Object.keys(parts).join(', ')}, and not ${values.only}.`)
  process.exit(1)
}

const reportFolder = await mkdtemp(join(tmpdir(), 'plinth-test-'))
const tallies: Tally[] = []
const times: PartTime[] = []
for (const [name, runPart] of Object.entries(parts)) {
  if (values.only !== undefined && values.only !== name) continue
  console.log(`\n== ${name}`)
  const options = { root, args: values.only === undefined ? [] : positionals, reportFolder, isShown: true }
  const startMs = performance.now()
  const tally = await runPart(options).catch((error: unknown) => ({ ...emptyTally(), faults: [String(error)] }))
  for (const fault of tally.faults) console.log(`FAILED  ${fault}`)
  for (const { test, reason } of tally.skipped) {
    console.log(reason === null ? `FAILED  skipped without a reason: ${test}` : `skipped ${test}: ${reason}`)
  }
  tallies.push(tally)
  times.push({ name, ms: performance.now() - startMs, files: tally.files })
}
await rm(reportFolder, { recursive: true, force: true })
console.log(`\n${durationLines(times).join('\n')}`)
console.log(`\n${lastLine(tallies)}`)
if (tallies.some((tally) => failuresOf(tally) > 0)) process.exitCode = 1
