import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'

const logger = pathToFileURL(`${import.meta.dirname}/logger.ts`).href

/** The output of a process after it has ended. Its code has a logger and `kill`, which ends it as `kill -9` does. */
async function written(code: string): Promise<string[]> {
  const program = `import { createLogger } from '${logger}'
    const logger = createLogger({ level: 'info' })
    const kill = () => process.kill(process.pid, 'SIGKILL')
    ${code}`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [output] = await Promise.all([text(child.stdout), once(child, 'close')])
  return output
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line).msg)
}

test('lines wait for others for some milliseconds, and only kill -9 loses those that wait', async () => {
  expect(await written(`logger.info('one'); logger.info('two')`)).toEqual(['one', 'two'])
  expect(await written(`logger.info('one'); process.exit(0)`)).toEqual(['one'])
  expect(await written(`logger.info('one'); setTimeout(kill, 500)`)).toEqual(['one'])
  expect(await written(`logger.info('one'); kill()`)).toEqual([])
})

test('a warning and an error are written at once, with the lines before them, before whatever ends the process', async () => {
  expect(await written(`logger.info('one'); logger.warn('two'); kill()`)).toEqual(['one', 'two'])
  expect(await written(`logger.info('one'); logger.error('two'); logger.info('three'); kill()`)).toEqual(['one', 'two'])
  expect(await written(`logger.info('one'); process.exitCode = 1; throw new Error('end')`)).toEqual(['one'])
})

test('more lines than are gathered at once come complete and in order', async () => {
  const lines = await written(`for (let nth = 0; nth < 5000; nth++) logger.info('line ' + nth)`)
  expect(lines).toEqual(Array.from({ length: 5_000 }, (_, nth) => `line ${nth}`))
})
