import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { freePort } from '@plinth/db/testing/free-port'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inherited } from './testing/env.ts'
import { spawnPlinth, untilPrinted, untilReady } from './testing/plinth-process.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plinth-conduit-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function settings() {
  const [PORT, CONDUIT_PORT] = [await freePort(), await freePort()]
  return { PORT, CONDUIT_PORT, HOST: '127.0.0.1', DATA_DIR: join(folder, 'data') }
}

const urlOf = (port: string) => `http://127.0.0.1:${port}`

async function isListening(port: string): Promise<boolean> {
  return fetch(urlOf(port), { headers: { connection: 'close' } }).then(
    () => true,
    () => false,
  )
}

async function untilEnded(port: string): Promise<void> {
  while (await isListening(port)) await new Promise((resume) => setTimeout(resume, 20))
}

test('Conduit starts beside Plinth, and ends with it, also when it is killed', async () => {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    const given = await settings()
    await using plinth = spawnPlinth(given)
    const line = await untilPrinted(plinth, /^.*Conduit, a second product.*$/m)
    expect(line.trim()).toBe(`Conduit, a second product over its API, is at http://localhost:${given.CONDUIT_PORT}`)
    const url = urlOf(given.CONDUIT_PORT)
    expect(await (await fetch(`${url}/api/tags`)).json()).toEqual({ tags: [] })
    const page = await fetch(url)
    expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringMatching(/^text\/html/)])
    await page.text()
    plinth.kill(signal)
    expect(await plinth.exited).toBe(signal === 'SIGTERM' ? 0 : null)
    await untilEnded(given.CONDUIT_PORT)
  }
})

const run = promisify(execFile)

/** The process of Conduit that this process has started. */
async function conduitOf(parent: number | undefined): Promise<number> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=,args='])
  const found = stdout.split('\n').map((line) => /^\s*(\d+)\s+(\d+)\s.*conduit\/src\/main\.ts/.exec(line))
  return Number(found.find((line) => line?.[2] === String(parent))?.[1])
}

test('a Conduit that dies is started again, each time later, and still ends with Plinth', async () => {
  const given = await settings()
  await using plinth = spawnPlinth(given)
  await untilPrinted(plinth, /Conduit, a second product/)
  const killed: number[] = []
  for (const [nth, delayMs] of [1_000, 2_000].entries()) {
    const pid = await conduitOf(plinth.child.pid)
    expect(killed).not.toContain(pid)
    killed.push(pid)
    process.kill(pid, 'SIGKILL')
    await untilPrinted(
      plinth,
      new RegExp(`"signal":"SIGKILL","delayMs":${delayMs},.*Conduit starts again after the delay`),
    )
    await untilPrinted(plinth, new RegExp(`(?:Conduit has started again[^]*){${nth + 1}}`))
    expect((await fetch(`${urlOf(given.CONDUIT_PORT)}/api/tags`)).status).toBe(200)
  }
  plinth.kill('SIGTERM')
  expect(await plinth.exited).toBe(0)
  await untilEnded(given.CONDUIT_PORT)
})

test('Plinth that ends while Conduit waits to start again starts none', async () => {
  const given = await settings()
  await using plinth = spawnPlinth(given)
  await untilPrinted(plinth, /Conduit, a second product/)
  process.kill(await conduitOf(plinth.child.pid), 'SIGKILL')
  await untilPrinted(plinth, /Conduit starts again after the delay/)
  plinth.kill('SIGTERM')
  expect(await plinth.exited).toBe(0)
  expect(await isListening(given.CONDUIT_PORT)).toBe(false)
  expect(plinth.output()).not.toContain('Conduit has started again')
})

test('a Conduit whose Plinth has ended before it could answer ends without a word', async () => {
  const given = await settings()
  const child = spawn(process.execPath, [resolve(import.meta.dirname, '../../conduit/src/main.ts')], {
    env: { ...inherited, NODE_ENV: 'production', HOST: given.HOST, CONDUIT_PORT: given.CONDUIT_PORT },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let output = ''
  child.stdout?.on('data', (chunk) => (output += chunk))
  child.stderr?.on('data', (chunk) => (output += chunk))
  child.disconnect()
  const [code] = await once(child, 'exit') // after disconnect() there is no 'close'
  expect([code, output]).toEqual([0, ''])
})

test('CONDUIT=off leaves it out', async () => {
  const given = await settings()
  await using plinth = spawnPlinth({ ...given, CONDUIT: 'off' })
  await untilReady(plinth)
  expect(plinth.output()).not.toContain('Conduit')
  expect(await isListening(given.CONDUIT_PORT)).toBe(false)
})

test('a taken port of Conduit is told with what can be done, and nothing is left running', async () => {
  const given = await settings()
  const other = createServer((socket) => socket.destroy()).listen(Number(given.CONDUIT_PORT), '127.0.0.1')
  await once(other, 'listening')
  await using plinth = spawnPlinth({ ...given, LOG_LEVEL: 'silent' })
  expect(await plinth.exited).toBe(1)
  // Next may have said something before.
  expect(plinth.output().trim().split('\n').slice(-2)).toEqual([
    expect.stringContaining(`address already in use 127.0.0.1:${given.CONDUIT_PORT}`),
    `Conduit could not start on port ${given.CONDUIT_PORT}. Free the port, set CONDUIT_PORT, or leave Conduit out: CONDUIT=off.`,
  ])
  await expect.poll(() => plinth.hasChildren(), { timeout: 10_000 }).toBe(false)
  expect(await isListening(given.PORT)).toBe(false)
  other.close()
})
