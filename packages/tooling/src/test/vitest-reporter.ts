import { writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import type { Reporter, TestCase, TestModule, Vitest } from 'vitest/node'
import { emptyTally, type Tally } from './tally.ts'

/**
 * Writes Vitest's counts, with the reasons of the skips, to its `outputFile`.
 *
 * @public Loaded by Vitest, by its path.
 */
export default class TallyReporter implements Reporter {
  private vitest: Vitest | undefined

  onInit(vitest: Vitest): void {
    this.vitest = vitest
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly { message: string }[]): void {
    const path = this.vitest?.config.outputFile
    if (typeof path !== 'string') return
    const tally = emptyTally()
    tally.faults.push(...unhandled.map((error) => error.message))
    for (const module of modules) {
      const { collectDuration, setupDuration, duration } = module.diagnostic()
      tally.files.push({
        file: relative(this.vitest?.config.root ?? '', module.moduleId),
        ms: collectDuration + setupDuration + duration,
      })
      tally.faults.push(...module.errors().map((error) => `${module.moduleId}: ${error.message}`))
      for (const test of module.children.allTests()) count(test, tally)
      for (const suite of module.children.allSuites()) {
        tally.faults.push(...suite.errors().map((error) => `${suite.fullName}: ${error.message}`))
      }
    }
    writeFileSync(path, JSON.stringify(tally))
  }
}

function count(test: TestCase, tally: Tally): void {
  const result = test.result()
  if (result.state === 'passed') tally.passed++
  else if (result.state === 'skipped') tally.skipped.push({ test: test.fullName, reason: result.note ?? null })
  else tally.failed++
}
