import { afterAll, expect, test } from 'vitest'
import { createPool } from '../pool.ts'
import { attackThrough, uses } from '../testing/attacks.ts'
import { createTestDatabase } from '../testing/create-test-database.ts'
import { query } from '../testing/scratch.ts'
import { roleNames } from './role-names.ts'

const { url, ownerUrl, superuserUrl, drop } = await createTestDatabase()
const pool = createPool({ url })
afterAll(() => pool.end().then(drop))

test('through the pool of the program nothing is had but rows', async () => {
  expect(await attackThrough(pool, { ...roleNames, database: new URL(url).pathname.slice(1) })).toEqual([])
})

test('through the pool of the program rows are read and changed, and what goes with it', async () => {
  for (const sql of uses) await pool.query(sql)
})

test('neither role has a right over the server', async () => {
  const rows = await query(
    superuserUrl,
    `SELECT rolname AS name FROM pg_roles WHERE rolname IN ('${roleNames.owner}', '${roleNames.program}')
       AND (rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls
         OR EXISTS (SELECT FROM pg_auth_members JOIN pg_roles AS above ON above.oid = roleid
           WHERE member = pg_roles.oid AND above.rolname <> '${roleNames.program}'))`,
  )
  expect(rows).toEqual([])
})

test('everything in the database is the owner’s, but for the extensions', async () => {
  const rows = await query(
    ownerUrl,
    `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relowner <> current_user::regrole
     UNION ALL SELECT extname FROM pg_extension WHERE extowner = current_user::regrole`,
  )
  expect(rows).toEqual([])
})

test('a table of a later migration is open to the program, too', async () => {
  await query(ownerUrl, 'CREATE TABLE later (id serial, text text)')
  await pool.query(`INSERT INTO later (text) VALUES ('x')`)
  expect((await pool.query('SELECT id, text FROM later')).rows).toEqual([{ id: 1, text: 'x' }])
  await expect(pool.query('TRUNCATE later')).rejects.toMatchObject({ code: '42501' })
})
