import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunResult, run } from './run.ts'
import { copyRepository, type RepositoryCopy } from './testing/repository-copy.ts'

// Runs the programs of the npm scripts as separate processes in a copy of the repository.
const registry = 'packages/api/src/registry.ts'
let copy: RepositoryCopy

beforeAll(async () => {
  copy = await copyRepository()
  await copy.edit(registry, 'export const features', 'export const edited = 1\n\nexport const features')
})

afterAll(async () => await copy[Symbol.asyncDispose]())

function start(script: string, ...args: string[]): Promise<RunResult> {
  return run({ root: copy.root, command: 'node', args: [`packages/tooling/src/${script}`, ...args] })
}

test('check names what fails, closes with the count and ends with a code', async () => {
  const { exitCode, output } = await start('check.ts', '--only', 'generated')
  expect(exitCode).toBe(1)
  expect(output).toMatch(/^FAILED {2}generated files/m)
  expect(output).toContain(`${registry} is changed`)
  expect(output.trimEnd().split('\n').at(-1)).toBe('0 passed, 1 failed')
})

test('check refuses the name of none', async () => {
  const { exitCode, output } = await start('check.ts', '--only', 'nothing')
  expect(exitCode).toBe(1)
  expect(output).toContain('and not nothing:\n')
  expect(output).toContain('  generated files\n')
})

test('gen --check tells of a drift and leaves it; gen writes it', { timeout: 180_000 }, async () => {
  const told = await start('gen.ts', '--check')
  expect(told.exitCode).toBe(1)
  expect(told.output).toMatch(new RegExp(`changed +${registry}`))
  expect(told.output).toContain('npm run gen')
  expect(await readFile(join(copy.root, registry), 'utf8')).toContain('edited')

  expect((await start('gen.ts')).exitCode).toBe(0)
  expect(await readFile(join(copy.root, registry), 'utf8')).not.toContain('edited')
})

test('test refuses a part that it does not have', async () => {
  const { exitCode, output } = await start('test.ts', '--only', 'everything')
  expect(exitCode).toBe(1)
  expect(output).toContain('--only takes check, build, vitest, e2e, and not everything.')
})
