import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { initializedFolder, query, scratchFolder, scratchServer } from '../testing/scratch.ts'
import { availableMemoryBytes, renderSettings, serverSettings } from './settings.ts'

test('starts on a folder that is not there, keeps its rows over a restart, and leaves nothing running', async () => {
  const dataDir = join(await scratchFolder(), 'made/by/start')
  const postgres = scratchServer({ dataDir })
  const urls = await postgres.start()
  const { ownerUrl: url } = urls
  await query(url, `CREATE TABLE kept (text text); INSERT INTO kept VALUES ('grün')`)
  const pid = Number.parseInt(await readFile(join(dataDir, 'postgres/postmaster.pid'), 'utf8'), 10)
  await postgres.stop()
  expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  expect((await readdir(dataDir)).sort()).toEqual(['passwords.json', 'plinth.lock', 'postgres', 'postgres.log', 'run'])

  expect(await postgres.start()).toEqual(urls)
  expect(await query(url, 'SELECT text FROM kept')).toEqual([{ text: 'grün' }])
})

test('start and stop may be called twice, also at once', async () => {
  const postgres = scratchServer({ dataDir: await initializedFolder() })
  const [first, second] = await Promise.all([postgres.start(), postgres.start()])
  expect(first).toEqual(second)
  await Promise.all([postgres.stop(), postgres.stop()])
  await postgres.stop()
})

test('the server is durable, sorts the same everywhere, and is reached through a private folder alone', async () => {
  const dataDir = await initializedFolder()
  const { url, superuserUrl } = await scratchServer({ dataDir, settings: { max_connections: 42 } }).start()
  const names = [
    'fsync',
    'synchronous_commit',
    'full_page_writes',
    'data_checksums',
    'jit',
    'TimeZone',
    'max_connections',
  ]
  const rows = await query(
    url,
    `SELECT name, setting FROM pg_settings WHERE name IN (${names.map((name) => `'${name}'`)})`,
  )
  expect(Object.fromEntries(rows.map((row) => [row.name, row.setting]))).toEqual({
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    data_checksums: 'on',
    jit: 'off',
    TimeZone: 'UTC',
    max_connections: '42',
  })
  expect(
    await query(
      url,
      `SELECT pg_encoding_to_char(encoding) AS encoding, datlocprovider AS provider, datlocale AS locale
       FROM pg_database WHERE datname = current_database()`,
    ),
  ).toEqual([{ encoding: 'UTF8', provider: 'b', locale: 'C.UTF-8' }])
  expect(
    await query(url, `SELECT current_setting('listen_addresses') AS addresses, inet_server_addr() AS address`),
  ).toEqual([{ addresses: '', address: null }])
  expect((await stat(join(dataDir, 'run'))).mode & 0o777).toBe(0o700)
  expect((await stat(join(dataDir, 'postgres'))).mode & 0o777).toBe(0o700)
  await query(superuserUrl, 'CREATE EXTENSION pg_stat_statements; SELECT count(*) FROM pg_stat_statements')
})

test.for([`größe 名前 it's "quoted", {odd} %2F`, 'long-'.repeat(24)])(
  'a data folder may be called %s',
  async (name) => {
    const postgres = scratchServer({ dataDir: join(await scratchFolder(), name) })
    const { url } = await postgres.start()
    expect(await query(url, 'SELECT current_database() AS name')).toEqual([{ name: 'plinth' }])
    const folder = new URL(url).searchParams.get('host') ?? ''
    expect(Buffer.byteLength(folder)).toBeLessThan(92)
    const socket = createConnection(join(folder, '.s.PGSQL.5432'))
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject))
    socket.destroy()
  },
)

test('an interrupted first start leaves nothing that disturbs the next', async () => {
  const dataDir = await scratchFolder()
  await mkdir(join(dataDir, 'postgres.new-123'))
  await writeFile(join(dataDir, 'postgres.new-123/PG_VERSION'), '18\n')
  await scratchServer({ dataDir }).start()
  expect((await readdir(dataDir)).filter((name) => name.startsWith('postgres.new'))).toEqual([])
})

test('a folder of another version, or of something else, is refused and left as it is', async () => {
  const dataDir = await scratchFolder()
  await mkdir(join(dataDir, 'postgres'))
  await writeFile(join(dataDir, 'postgres/important'), 'text')
  const postgres = scratchServer({ dataDir })
  await expect(postgres.start()).rejects.toMatchObject({ code: 'DATA_DIR_INVALID', message: /has no PG_VERSION/ })
  await writeFile(join(dataDir, 'postgres/PG_VERSION'), '17\n')
  await expect(postgres.start()).rejects.toMatchObject({
    code: 'DATA_DIR_INVALID',
    message: /Postgres 17.*Postgres 18/,
  })
  expect(await readFile(join(dataDir, 'postgres/important'), 'utf8')).toBe('text')
})

test('a start that fails says what Postgres said, in one line, and frees the folder', async () => {
  const dataDir = await initializedFolder()
  const bad = scratchServer({ dataDir, settings: { shared_buffers: 'plenty' } })
  await expect(bad.start()).rejects.toMatchObject({
    code: 'DATABASE_START_FAILED',
    message: expect.stringMatching(/^Postgres did not start\. It said: .*shared_buffers.*postgres\.log\)$/),
  })
  await scratchServer({ dataDir }).start()
})

test('memory decides how much Postgres caches, within bounds', () => {
  const gibibyte = 1024 ** 3
  const buffers = (bytes: number) => serverSettings(bytes).shared_buffers
  expect(buffers(gibibyte / 8)).toBe('32MB')
  expect(buffers(gibibyte)).toBe('128MB')
  expect(buffers(4 * gibibyte)).toBe('512MB')
  expect(buffers(64 * gibibyte)).toBe('1024MB')
  expect(availableMemoryBytes()).toBeGreaterThan(gibibyte / 8)
  expect(renderSettings({ jit: false, search_path: `it's` })).toBe("jit = 'false'\nsearch_path = 'it''s'\n")
})
