import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { freePort } from './free-port.ts'

const run = promisify(execFile)
const program = `const { freePort } = await import(process.argv[1])
for (let nth = 0; nth < 40; nth++) console.log(await freePort())
// It holds its ports until all have theirs.
await new Promise((resolve) => process.stdin.once('end', resolve).resume())`

// The system gave a port that one process had just closed to another one that asked at the same moment.
test('processes that look for free ports at the same moment get different ones', async () => {
  const starts = Array.from({ length: 6 }, () =>
    run(process.execPath, ['--input-type=module', '--eval', program, join(import.meta.dirname, 'free-port.ts')]),
  )
  await Promise.all(
    starts.map(
      ({ child }) =>
        new Promise<void>((resolve) => {
          let lines = 0
          child.stdout?.on('data', (chunk) => {
            lines += String(chunk).split('\n').length - 1
            if (lines === 40) resolve()
          })
        }),
    ),
  )
  for (const { child } of starts) child.stdin?.end()
  const ports = (await Promise.all(starts)).flatMap(({ stdout }) => stdout.trim().split('\n'))
  expect(ports).toHaveLength(240)
  expect(new Set(ports).size).toBe(240)
})

test('a port of the block that something listens on is passed over', async () => {
  const first = Number(await freePort())
  const other = createServer().listen(first + 1, '127.0.0.1')
  await once(other, 'listening')
  expect(Number(await freePort())).toBe(first + 2)
  other.close()
})
