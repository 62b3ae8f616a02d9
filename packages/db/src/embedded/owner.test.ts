import { spawn } from 'node:child_process'
import { chmod, mkdir, readdir, readFile, readlink, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { spawnOwner } from '../testing/owner-process.ts'
import { initializedFolder, query, scratchFolder, scratchServer } from '../testing/scratch.ts'
import { layoutOf } from './layout.ts'
import { findOwner } from './lock.ts'
import { poll } from './poll.ts'

const isRoot = process.getuid?.() === 0

async function serverPid(dataDir: string): Promise<number> {
  return Number.parseInt(await readFile(join(dataDir, 'postgres/postmaster.pid'), 'utf8'), 10)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Processes whose command line contains this text. */
async function findProcesses(words: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const found = await Promise.all(
    pids.map(async (pid) =>
      (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).includes(words) ? [Number(pid)] : [],
    ),
  )
  return found.flat()
}

async function expectCommitted(dataDir: string, committed: string[]): Promise<void> {
  const { url } = await scratchServer({ dataDir }).start()
  const rows = await query<{ id: number }>(url, 'SELECT id FROM written')
  const kept = new Set(rows.map(({ id }) => String(id)))
  expect(committed.length).toBeGreaterThan(20)
  expect(committed.filter((id) => !kept.has(id))).toEqual([])
}

test('after kill -9 of the whole group the server ends too, and no committed row is missing', async () => {
  const dataDir = await scratchFolder()
  await using owner = spawnOwner(dataDir, '--writing')
  await owner.said('started')
  const pid = await serverPid(dataDir)
  await poll(performance.now() + 20_000, 10, () => (owner.allSaid('committed').length > 200 ? true : undefined))
  owner.kill('SIGKILL')
  await owner.exited
  expect(await poll(performance.now() + 10_000, 10, () => (isAlive(pid) ? undefined : 'ended'))).toBe('ended')
  await expectCommitted(dataDir, owner.allSaid('committed'))
})

test('after kill -9 of everything, Postgres and its guard included, the next start recovers', async () => {
  const dataDir = await initializedFolder()
  await using owner = spawnOwner(dataDir, '--writing')
  await owner.said('started')
  const pid = await serverPid(dataDir)
  await poll(performance.now() + 20_000, 10, () => (owner.allSaid('committed').length > 200 ? true : undefined))
  process.kill(pid, 'SIGKILL')
  owner.kill('SIGKILL')
  await owner.exited
  await expectCommitted(dataDir, owner.allSaid('committed'))
})

test('a server that outlived its owner is stopped by the next start', async () => {
  const dataDir = await initializedFolder()
  await using owner = spawnOwner(dataDir, '--writing')
  await owner.said('started')
  const pid = await serverPid(dataDir)
  const [guard] = await findProcesses(`plinth-postgres-guard\0${pid}\0`)
  expect(guard).toBeDefined()
  process.kill(guard ?? 0, 'SIGKILL')
  await poll(performance.now() + 20_000, 10, () => (owner.allSaid('committed').length > 200 ? true : undefined))
  owner.kill('SIGKILL')
  await owner.exited
  expect(isAlive(pid)).toBe(true)
  await expectCommitted(dataDir, owner.allSaid('committed'))
  expect(isAlive(pid)).toBe(false)
})

test('an interrupt of the group leaves Postgres up until its owner has drained', async () => {
  const dataDir = await initializedFolder()
  await using owner = spawnOwner(dataDir)
  await owner.said('started')
  const pid = await serverPid(dataDir)
  owner.kill('SIGINT')
  await owner.said('drained')
  expect(await owner.exited).toBe(0)
  expect(isAlive(pid)).toBe(false)
  expect(await findProcesses(`plinth-postgres-guard\0${pid}\0`)).toEqual([])
})

test('a folder in use is refused with one line that names the process', async () => {
  const dataDir = await initializedFolder()
  expect(findOwner(layoutOf(dataDir))).toBeUndefined()
  const { url } = await scratchServer({ dataDir }).start()
  const layout = layoutOf(dataDir)
  expect(findOwner(layout)).toEqual({ pid: process.pid, socketDir: layout.socketDir })
  // An orphan is recognised by this.
  expect(await readlink(`/proc/${await serverPid(dataDir)}/cwd`)).toBe(join(dataDir, 'postgres'))
  const inUse = { code: 'DATA_DIR_IN_USE', message: expect.stringContaining(`process ${process.pid}`) }
  await expect(scratchServer({ dataDir }).start()).rejects.toMatchObject(inUse)
  await using second = spawnOwner(dataDir)
  expect(await second.said('refused')).toMatch(/^DATA_DIR_IN_USE The data folder .* is in use/)
  expect(await second.exited).toBe(1)
  expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
})

test('of programs that start at once on an empty folder exactly one wins', async () => {
  const dataDir = await scratchFolder()
  const owners = Array.from({ length: 4 }, () => spawnOwner(dataDir))
  await using stack = new AsyncDisposableStack()
  for (const owner of owners) stack.use(owner)
  const outcomes = await Promise.all(
    // A program that is refused ends without starting.
    owners.map((owner) =>
      owner.said('started').then(
        () => 'started',
        () => owner.said('refused'),
      ),
    ),
  )
  expect(outcomes.filter((outcome) => outcome === 'started')).toHaveLength(1)
  expect(outcomes.filter((outcome) => outcome.startsWith('DATA_DIR_IN_USE'))).toHaveLength(3)
})

test('a process id in an old lock file that now belongs to another program stops nobody', async () => {
  const dataDir = await initializedFolder()
  const file = join(dataDir, 'postgres/postmaster.pid')
  const socketLock = join(dataDir, 'run/.s.PGSQL.5432.lock')
  const postgres = scratchServer({ dataDir })
  await postgres.start()
  const texts = await Promise.all([readFile(file, 'utf8'), readFile(socketLock, 'utf8')])
  await postgres.stop()
  // As the user of Postgres: it does not check processes of other users.
  const { uid, gid } = await stat(join(dataDir, 'postgres'))
  const other = spawn('/bin/sleep', ['60'], { ...(isRoot ? { uid, gid } : {}), stdio: 'ignore' })
  onTestFinished(() => void other.kill('SIGKILL'))
  await writeFile(file, texts[0].replace(/^\d+/, String(other.pid)), { mode: 0o600 })
  await writeFile(socketLock, texts[1].replace(/^\d+/, String(other.pid)), { mode: 0o600 })
  await postgres.start()
  expect(isAlive(other.pid ?? 0)).toBe(true)
})

test('a folder that cannot be written is refused', async () => {
  const dataDir = await scratchFolder()
  await writeFile(join(dataDir, 'file'), '')
  await expect(scratchServer({ dataDir: join(dataDir, 'file/data') }).start()).rejects.toMatchObject({
    code: 'DATA_DIR_NOT_WRITABLE',
    message: expect.stringContaining('ENOTDIR'),
  })
  const closed = join(dataDir, 'closed')
  await mkdir(closed)
  await chmod(closed, 0o555)
  await using owner = spawnOwner(closed, ...(isRoot ? ['--uid=65534'] : []))
  expect(await owner.said('refused')).toMatch(/^DATA_DIR_NOT_WRITABLE The data folder .*EACCES/)
})

test('a server that ends by itself is started again, and no committed row is missing', async () => {
  const dataDir = await initializedFolder()
  const lines: string[] = []
  const postgres = scratchServer({ dataDir, log: (line) => lines.push(line) })
  const { ownerUrl: url } = await postgres.start()
  await query(url, 'CREATE TABLE kept (id int); INSERT INTO kept VALUES (1)')
  const pid = await serverPid(dataDir)
  process.kill(pid, 'SIGKILL')
  const rows = await poll(performance.now() + 40_000, 50, () =>
    query(url, 'SELECT id FROM kept').then(
      (found) => found,
      () => undefined,
    ),
  )
  expect(rows).toEqual([{ id: 1 }])
  expect(await serverPid(dataDir)).not.toBe(pid)
  expect(lines[0]).toMatch(/^Postgres ended by itself and is started again/)
  // It can be stopped even while it waits for its next start.
  process.kill(await serverPid(dataDir), 'SIGKILL')
  await poll(performance.now() + 10_000, 10, () => (lines.length > 1 ? true : undefined))
  await postgres.stop()
  expect(findOwner(layoutOf(dataDir))).toBeUndefined()
})
