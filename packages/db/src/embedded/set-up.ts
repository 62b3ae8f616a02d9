import pg from 'pg'
import type { EmbeddedUrls } from '../roles/database-urls.ts'
import { ensureRoles, setPassword } from '../roles/ensure-roles.ts'
import { handOver } from '../roles/hand-over.ts'
import { roleNames } from '../roles/role-names.ts'
import { writeAccess } from './access.ts'
import type { Layout } from './layout.ts'
import { newPasswords, readPasswords, urlsOf, writePasswords } from './passwords.ts'
import { poll } from './poll.ts'
import { DatabaseStartError } from './start-error.ts'

const wrongPassword = '28P01'

/**
 * Creates what a running server needs: the roles with their passwords, and the database `plinth`, owned by its owner role. Existing
 * objects are kept. Throws `DATA_DIR_INVALID`.
 */
export async function setUp(layout: Layout): Promise<EmbeddedUrls> {
  const kept = await readPasswords(layout)
  const passwords = kept ?? newPasswords()
  const urls = urlsOf(layout.socketDir, passwords)
  const atServer = new URL(urls.superuserUrl)
  atServer.pathname = '/postgres'
  await withClient(layout, atServer.href, async (client) => {
    await ensureRoles(client, passwords)
    if (!kept) await setPassword(client, roleNames.superuser, passwords.superuser)
    const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = 'plinth'")
    if (rowCount === 0) await client.query('CREATE DATABASE plinth')
  })
  await withClient(layout, urls.superuserUrl, async (client) => {
    await handOver(client)
    if (!kept)
      await requirePasswords({ layout, client, url: urls.superuserUrl }, () => writePasswords(layout, passwords))
  })
  return urls
}

interface Open {
  layout: Layout
  client: pg.Client
  url: string
}

/** Requires passwords from now on. The roles already have theirs; if we end before `keep`, the next start creates new ones. */
async function requirePasswords({ layout, client, url }: Open, keep: () => Promise<void>): Promise<void> {
  await keep()
  await writeAccess(layout)
  await client.query('SELECT pg_reload_conf()')
  const isRequired = () =>
    withClient(layout, url, async (other) => {
      // Null for a session that connected without a password.
      const { rows } = await other.query<{ user: string | null }>('SELECT system_user AS user')
      return typeof rows[0]?.user === 'string' ? true : undefined
    })
  if (await poll(performance.now() + patienceMs, 5, isRequired)) return
  throw new DatabaseStartError(
    'DATABASE_START_FAILED',
    `Postgres did not read who is let in (${layout.cluster}/plinth.hba). Start again.`,
  )
}

const patienceMs = 10_000

async function withClient<Result>(layout: Layout, url: string, work: (client: pg.Client) => Promise<Result>) {
  const client = new pg.Client({ connectionString: url })
  try {
    await client.connect()
    return await work(client)
  } catch (error) {
    throw error instanceof pg.DatabaseError && error.code === wrongPassword ? notOurs(layout, error) : error
  } finally {
    await client.end()
  }
}

function notOurs({ passwords }: Layout, cause: unknown): DatabaseStartError {
  return new DatabaseStartError(
    'DATA_DIR_INVALID',
    `The passwords in ${passwords} are not those of the database. Remove that file, and the next start makes new ones.`,
    { cause },
  )
}
