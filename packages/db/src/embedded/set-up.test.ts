import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { expect, test } from 'vitest'
import { migrate } from '../migrate/migrate.ts'
import { roleNames } from '../roles/role-names.ts'
import { attackThrough, uses } from '../testing/attacks.ts'
import { earlierFolder } from '../testing/earlier-folder.ts'
import { initializedFolder, query, scratchServer } from '../testing/scratch.ts'

const without = (url: string, password = '') => {
  const changed = new URL(url)
  changed.password = password
  return changed.href
}

test('nobody is let in without the password, which stands in one file for its owner alone', async () => {
  const dataDir = await initializedFolder()
  const urls = await scratchServer({ dataDir }).start()
  const passwords = Object.values(urls).map((url) => new URL(url).password)
  expect(new Set(passwords).size).toBe(3)
  for (const url of Object.values(urls)) {
    await expect(query(without(url), 'SELECT 1')).rejects.toThrow('password')
    await expect(query(without(url, 'guessed'), 'SELECT 1')).rejects.toMatchObject({ code: '28P01' })
  }
  expect((await stat(join(dataDir, 'passwords.json'))).mode & 0o777).toBe(0o600)
  for (const file of ['plinth.json', 'postgres.log', 'postgres/plinth.conf', 'postgres/plinth.hba']) {
    const text = await readFile(join(dataDir, file), 'utf8')
    for (const password of passwords) expect(text, file).not.toContain(password)
  }
})

test('passwords stay over a restart; when their file is lost, new ones are made', async () => {
  const dataDir = await initializedFolder()
  const postgres = scratchServer({ dataDir })
  const first = await postgres.start()
  await postgres.stop()
  expect(await postgres.start()).toEqual(first)
  await postgres.stop()

  await rm(join(dataDir, 'passwords.json'))
  const second = await postgres.start()
  expect(second.superuserUrl).not.toBe(first.superuserUrl)
  expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  await expect(query(first.superuserUrl, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' })
  await postgres.stop()

  const file = join(dataDir, 'passwords.json')
  const other = (await readFile(file, 'utf8')).replace(new URL(second.superuserUrl).password, 'x'.repeat(43))
  await writeFile(file, other)
  await expect(postgres.start()).rejects.toMatchObject({
    code: 'DATA_DIR_INVALID',
    message: expect.stringMatching(/passwords\.json are not those of the database\. Remove that file/),
  })
})

test('what a role did to itself, or was given, is put right at the next start', async () => {
  const postgres = scratchServer({ dataDir: await initializedFolder() })
  const { url, superuserUrl } = await postgres.start()
  const rights = 'rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls'
  await query(superuserUrl, `ALTER ROLE plinth_app SUPERUSER CREATEDB CREATEROLE REPLICATION BYPASSRLS`)
  await query(
    url,
    `ALTER ROLE CURRENT_USER PASSWORD 'mine'; ALTER ROLE CURRENT_USER SET default_transaction_read_only = on;
     ALTER ROLE CURRENT_USER IN DATABASE plinth SET search_path = 'elsewhere'`,
  )
  await expect(query(url, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' })
  await postgres.stop()
  await postgres.start()
  expect(await query(url, `SELECT FROM pg_roles WHERE rolname LIKE 'plinth\\_%' AND (${rights})`)).toEqual([])
  expect(await query(url, 'SHOW default_transaction_read_only')).toEqual([{ default_transaction_read_only: 'off' }])
  expect(await query(url, 'SHOW search_path')).toEqual([{ search_path: '"$user", public' }])
  // Statements of this role are not logged.
  expect(await query(url, 'SHOW log_min_messages')).toEqual([{ log_min_messages: 'log' }])
})

test('a data folder of an earlier version is handed over, with its rows, and keeps working as the roles of today', async () => {
  const dataDir = await earlierFolder()
  const { url, ownerUrl, superuserUrl } = await scratchServer({ dataDir }).start()
  expect(await migrate({ url: ownerUrl, superuserUrl })).toEqual([])
  await expect(query(without(superuserUrl), 'SELECT 1')).rejects.toThrow('password')
  const left = await query(
    superuserUrl,
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relowner = 'postgres'::regrole
       AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')
     UNION ALL SELECT typname FROM pg_type WHERE typnamespace IN ('public'::regnamespace, 'aside'::regnamespace) AND typowner = 'postgres'::regrole
       AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_type.oid AND deptype IN ('e', 'i'))
     UNION ALL SELECT proname FROM pg_proc WHERE proname LIKE 'plinth%' AND proowner = 'postgres'::regrole
     UNION ALL SELECT nspname FROM pg_namespace WHERE nspname = 'aside' AND nspowner = 'postgres'::regrole
     UNION ALL SELECT datname FROM pg_database WHERE datname = 'plinth' AND datdba = 'postgres'::regrole`,
  )
  expect(left).toEqual([])

  expect(await query(url, 'SELECT name FROM tags')).toEqual([{ name: 'kept' }])
  await query(url, `INSERT INTO numbered (text) VALUES ('second')`)
  expect(await query(url, 'SELECT id FROM numbered ORDER BY id')).toEqual([{ id: 1 }, { id: 2 }])
  const pool = new pg.Pool({ connectionString: url })
  for (const sql of uses) await pool.query(sql)
  expect(await attackThrough(pool, { ...roleNames, database: 'plinth' })).toEqual([])
  await pool.end()
  // Migrations continue as the owner.
  await query(
    ownerUrl,
    `ALTER TABLE tags ADD more mood; ALTER TYPE mood ADD VALUE 'sad'; DROP FUNCTION plinth_count CASCADE; DROP SCHEMA aside CASCADE`,
  )
})
