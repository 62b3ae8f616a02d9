import { appendFile, readFile, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { scratchFolder } from '../testing/scratch.ts'
import { poll } from './poll.ts'
import { openServerLog } from './server-log.ts'

test('quotes what was written since it was opened, and no more than the end of it', async () => {
  const path = join(await scratchFolder(), 'postgres.log')
  await writeFile(path, 'of an earlier run\n')
  const log = openServerLog(path)
  onTestFinished(() => log.close())
  expect(await log.tail()).toBe('')
  await appendFile(path, 'FATAL: one\n')
  expect(await log.tail()).toBe('FATAL: one\n')
  await appendFile(path, `${'x'.repeat(20_000)}end`)
  expect(await log.tail()).toMatch(/^x{8189}end$/)
})

test('a log that has grown is cut, and what was in it kept once', async () => {
  const path = join(await scratchFolder(), 'postgres.log')
  await writeFile(path, 'begin')
  await truncate(path, 11 * 1024 * 1024)
  const log = openServerLog(path)
  onTestFinished(() => log.close())
  expect(
    await poll(performance.now() + 10_000, 10, async () => ((await stat(path)).size === 0 ? 'cut' : undefined)),
  ).toBe('cut')
  expect((await readFile(`${path}.1`, 'utf8')).slice(0, 5)).toBe('begin')
})
