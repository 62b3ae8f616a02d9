import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { root as repository } from '../root.ts'
import { runPlaywright } from './playwright.ts'
import { failuresOf } from './tally.ts'
import { runVitest } from './vitest.ts'

// Each test runs the real runner on its own small project.
let root = ''
let reportFolder = ''

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'plinth-runner-'))
  reportFolder = join(root, 'report')
  await mkdir(reportFolder)
  await symlink(join(repository, 'node_modules'), join(root, 'node_modules'))
  await write('package.json', '{ "type": "module" }')
  await write('e2e/playwright.config.ts', 'export default { workers: 1, retries: 0 }')
})

afterEach(() => rm(root, { recursive: true }))

async function write(path: string, content: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true })
  await writeFile(join(root, path), content)
}

describe('vitest', () => {
  const run = () => runVitest({ root, args: [], reportFolder, isShown: false })
  const head = "import { describe, expect, test } from 'vitest'\n"

  test('counts what passed, failed and was skipped', async () => {
    await write(
      'a.test.ts',
      `${head}test('one', () => {})
test('two', () => expect(1).toBe(2))
test('three', ({ skip }) => skip('only on Windows'))
describe('four', () => test.skip('five', () => {}))`,
    )
    const tally = await run()
    expect(tally).toEqual({
      passed: 1,
      failed: 1,
      skipped: [
        { test: 'three', reason: 'only on Windows' },
        { test: 'four > five', reason: null },
      ],
      faults: [],
      files: [{ file: 'a.test.ts', ms: expect.any(Number) }],
    })
    expect(failuresOf(tally)).toBe(2)
  })

  test('counts a file that cannot be loaded', async () => {
    await write('a.test.ts', `${head}test('one', () => {})`)
    await write('b.test.ts', "import './gone.ts'")
    const tally = await run()
    expect(tally.passed).toBe(1)
    expect(tally.faults.join()).toMatch(/b\.test\.ts.*gone\.ts/)
  })

  test('counts an error that no test owns', async () => {
    await write('a.test.ts', `${head}test('one', () => {\n  void Promise.reject(new Error('left alone'))\n})`)
    expect((await run()).faults.join()).toContain('left alone')
  })

  test('counts a worker that dies', async () => {
    await write('a.test.ts', `${head}test('one', () => process.kill(process.pid, 'SIGKILL'))`)
    expect(failuresOf(await run())).toBeGreaterThan(0)
  })

  test('counts a run without tests', async () => {
    expect(failuresOf(await run())).toBeGreaterThan(0)
  })

  test('files share a process, and none finds what another one left in a module', async () => {
    const setUp = JSON.stringify(join(import.meta.dirname, 'fresh-modules.ts'))
    const options = `{ pool: 'forks', maxWorkers: 1, isolate: false, setupFiles: [${setUp}] }`
    await write('vitest.config.ts', `export default { test: ${options} }`)
    await write('count.ts', 'export const counted = { times: 0 }')
    for (const name of ['a', 'b'])
      await write(
        `${name}.test.ts`,
        `${head}import { appendFileSync } from 'node:fs'
import { counted } from './count.ts'
appendFileSync('processes', process.pid + '\\n')
test('one', () => expect(++counted.times).toBe(1))`,
      )
    expect(await run()).toMatchObject({ passed: 2, failed: 0, faults: [] })
    const [first, second] = (await readFile(join(root, 'processes'), 'utf8')).split('\n')
    expect(first).toBe(second)
  })
})

describe('playwright', () => {
  const run = () => runPlaywright({ root, args: [], reportFolder, isShown: false })
  const head = "import { expect, test } from '@playwright/test'\n"

  test('counts what passed, failed and was skipped', async () => {
    await write(
      'e2e/specs/a.spec.ts',
      `${head}test('one', () => {})
test('two', () => expect(1).toBe(2))
test.describe('three', () => test('four', () => test.skip(true, 'only on Windows')))
test.skip('five', () => {})`,
    )
    const tally = await run()
    expect(tally).toEqual({
      passed: 1,
      failed: 1,
      skipped: [
        { test: 'specs/a.spec.ts: five', reason: null },
        { test: 'specs/a.spec.ts: four', reason: 'only on Windows' },
      ],
      faults: [],
      files: [{ file: 'specs/a.spec.ts', ms: expect.any(Number) }],
    })
    expect(failuresOf(tally)).toBe(2)
  })

  test('counts a file that cannot be loaded', async () => {
    await write('e2e/a.spec.ts', "import './gone.ts'")
    expect((await run()).faults.join()).toContain('gone.ts')
  })

  test('counts a run without tests', async () => {
    expect(failuresOf(await run())).toBeGreaterThan(0)
  })

  test('counts a configuration that cannot be loaded', async () => {
    await write('e2e/playwright.config.ts', 'throw new Error("wrong")')
    expect(failuresOf(await run())).toBeGreaterThan(0)
  })
})
