import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { findBrowser } from '../browser.ts'
import { run } from '../run.ts'
import { emptyTally, type Tally, withExitCode } from './tally.ts'
import type { RunnerOptions } from './vitest.ts'

const annotationSchema = z.object({ type: z.string(), description: z.string().optional() })

const specSchema = z.object({
  title: z.string(),
  file: z.string(),
  tests: z.array(
    z.object({
      status: z.enum(['expected', 'unexpected', 'flaky', 'skipped']),
      annotations: z.array(annotationSchema),
      results: z.array(z.object({ duration: z.number() })),
    }),
  ),
})

const suiteSchema = z.object({
  specs: z.array(specSchema),
  get suites() {
    return z.array(suiteSchema).default([])
  },
})

const reportSchema = z.object({
  suites: z.array(suiteSchema),
  errors: z.array(z.object({ message: z.string().default('An error without a message.') })),
})

/** Tests the product in a real browser. It looks for the browser first, and fails with instructions if none is available. */
export async function runPlaywright({ root, args, reportFolder, isShown }: RunnerOptions): Promise<Tally> {
  const report = join(reportFolder, 'playwright.json')
  const browser = await findBrowser(root)
  const { exitCode } = await run({
    root,
    command: 'playwright',
    args: ['test', '--config', 'e2e/playwright.config.ts', '--reporter=list,json', ...args],
    env: { CHROMIUM_PATH: browser, PLAYWRIGHT_JSON_OUTPUT_FILE: report, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
    isShown,
  })
  const text = await readFile(report, 'utf8').catch(() => null)
  if (text === null) return withExitCode({ ...emptyTally(), faults: ['It left no report.'] }, exitCode)
  return withExitCode(tallyOf(reportSchema.parse(JSON.parse(text))), exitCode)
}

function tallyOf({ suites, errors }: z.infer<typeof reportSchema>): Tally {
  const tally = emptyTally()
  tally.faults.push(...errors.map((error) => error.message))
  const spent = new Map<string, number>()
  for (const spec of suites.flatMap(specsOf)) {
    for (const { status, annotations, results } of spec.tests) {
      for (const { duration } of results) spent.set(spec.file, (spent.get(spec.file) ?? 0) + duration)
      const skip = annotations.find(({ type }) => type === 'skip' || type === 'fixme')
      if (status === 'expected') tally.passed++
      else if (status !== 'skipped') tally.failed++
      else tally.skipped.push({ test: `${spec.file}: ${spec.title}`, reason: skip?.description ?? null })
    }
  }
  tally.files.push(...[...spent].map(([file, ms]) => ({ file, ms })))
  return tally
}

function specsOf({ specs, suites }: z.infer<typeof suiteSchema>): z.infer<typeof specSchema>[] {
  return [...specs, ...suites.flatMap(specsOf)]
}
