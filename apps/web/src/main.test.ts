import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPool } from '@plinth/db/pool'
import { createTestDatabase } from '@plinth/db/testing/create-test-database'
import { freePort } from '@plinth/db/testing/free-port'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { beginSignUp, signUp, trpcGet, trpcPost } from './testing/calls.ts'
import { spawnPlinth, untilReady } from './testing/plinth-process.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plinth-main-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const settingsOf = async (name: string) => ({ PORT: await freePort(), HOST: '127.0.0.1', DATA_DIR: join(folder, name) })

test('a wrong setting ends the program within two seconds, with a line that names it', async () => {
  const startMs = performance.now()
  await using plinth = spawnPlinth({ PORT: 'abc' })
  expect(await plinth.exited).toBe(1)
  expect(performance.now() - startMs).toBeLessThan(2_000)
  expect(plinth.output().trim()).toBe("PORT: expected a whole number from 1 to 65535, got 'abc'. Example: PORT=3000")
})

test('a taken port is told in one line', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const address = other.address()
  const port = typeof address === 'object' && address ? address.port : 0
  await using plinth = spawnPlinth({ PORT: String(port), HOST: '127.0.0.1', DATA_DIR: join(folder, 'port') })
  expect(await plinth.exited).toBe(1)
  expect(plinth.output().trim()).toBe(
    `PORT ${port} is taken by another program. Stop that one, or choose another port: PORT=${port + 1} npm start`,
  )
  other.close()
})

test('a data folder that cannot be made is told in one line', async () => {
  const file = join(folder, 'a-file')
  await writeFile(file, '')
  await using plinth = spawnPlinth({ ...(await settingsOf('x')), DATA_DIR: join(file, 'data'), LOG_LEVEL: 'silent' })
  expect(await plinth.exited).toBe(1)
  expect(plinth.output().trim()).toContain(join(file, 'data'))
  expect(plinth.output().trim().split('\n')).toHaveLength(1)
})

test('an unreachable Postgres is told in one line, without its password', async () => {
  const settings = { ...(await settingsOf('x')), LOG_LEVEL: 'silent' }
  const port = await freePort()
  await using plinth = spawnPlinth({
    ...settings,
    DATABASE_URL: `postgresql://plinth:hunter2@127.0.0.1:${port}/plinth`,
  })
  expect(await plinth.exited).toBe(1)
  // A build that it had started has ended with it: otherwise it would obstruct the next start.
  await expect.poll(() => plinth.hasChildren(), { timeout: 10_000 }).toBe(false)
  expect(plinth.output()).toContain(`127.0.0.1:${port}`)
  expect(plinth.output()).not.toContain('hunter2')
  expect(plinth.output().trim().split('\n')).toHaveLength(1)
})

test('a database that is newer than the program is left alone', async () => {
  const { url, ownerUrl, drop } = await createTestDatabase()
  const pool = createPool({ url: ownerUrl })
  await pool.query(`insert into "_prisma_migrations" ("id", "checksum", "migration_name", "started_at", "finished_at", "applied_steps_count")
    values ('f', 'f', '29990101000000_future', now(), now(), 1)`)
  await pool.end()
  await using plinth = spawnPlinth({
    ...(await settingsOf('x')),
    DATABASE_URL: url,
    DATABASE_MIGRATION_URL: ownerUrl,
    LOG_LEVEL: 'silent',
  })
  expect(await plinth.exited).toBe(1)
  expect(plinth.output()).toContain('29990101000000_future')
  expect(plinth.output().trim().split('\n')).toHaveLength(1)
  await drop()
})

test('one folder has one Plinth; it stops cleanly and lets a request under way finish', async () => {
  const settings = await settingsOf('shared')
  const first = spawnPlinth(settings)
  await untilReady(first)
  expect(first.output()).toContain(`Plinth is at http://localhost:${settings.PORT}`)
  expect(first.output()).toMatch(/setup\?token=[\w-]{43}/)

  await using second = spawnPlinth({ ...settings, PORT: await freePort(), LOG_LEVEL: 'silent' })
  expect(await second.exited).toBe(1)
  expect(second.output()).toContain(join(folder, 'shared'))
  expect(second.output().trim().split('\n')).toHaveLength(1)

  const requests = await Promise.all(['a', 'b', 'c'].map((name) => beginSignUp(first.url, `${name}@example.com`)))
  first.kill('SIGTERM')
  await untilRefused(first.url)
  expect(await Promise.all(requests.map((finish) => finish()))).toEqual([200, 200, 200])
  expect(await first.exited).toBe(0)

  await using again = spawnPlinth(settings)
  await untilReady(again)
})

test('after kill -9 of the whole group the next start recovers by itself, and no confirmed write is missing', async () => {
  const settings = await settingsOf('killed')
  const first = spawnPlinth(settings)
  await untilReady(first)
  const { cookie } = await signUp(first.url, 'writer@example.com')
  const confirmed: string[] = []
  const writers = Array.from({ length: 4 }, async (_, writer) => {
    for (let index = 0; ; index++) {
      const title = `Article ${writer}-${index}`
      const input = { title, description: '', body: 'text', tags: ['one', `w${writer}`] }
      const answer = await trpcPost(first.url, 'articles.create', { input, cookie }).catch(() => undefined)
      if (answer?.status !== 200) return
      confirmed.push(title)
    }
  })
  while (confirmed.length < 200) await new Promise((resume) => setTimeout(resume, 5))
  first.kill('SIGKILL')
  await Promise.all(writers)
  await first.exited

  await using again = spawnPlinth(settings)
  await untilReady(again)
  const kept = new Set<string>()
  let cursor: string | undefined
  do {
    const input = { filter: { publishedAt: { equals: null } }, limit: 100, cursor }
    const page = await trpcGet(again.url, 'articles.list', { input, cookie })
    for (const { title } of page.items) kept.add(title)
    cursor = page.nextCursor ?? undefined
  } while (cursor)
  expect(confirmed.filter((title) => !kept.has(title))).toEqual([])
  expect(kept.size).toBeGreaterThanOrEqual(200)
})

/** Waits until new connections are refused. */
async function untilRefused(url: string): Promise<void> {
  const isAccepting = () =>
    fetch(`${url}/healthz`, { headers: { connection: 'close' } }).then(
      () => true,
      () => false,
    )
  while (await isAccepting()) await new Promise((resume) => setTimeout(resume, 5))
}
