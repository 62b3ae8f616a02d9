import pg from 'pg'
import { DatabaseStartError } from '../embedded/start-error.ts'
import { connect, describeUrl } from '../migrate/connect.ts'

/** Whether an address leads through a pooler: the process that it names is not the one that answers. */
async function isPooled(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
  // In the protocol of Postgres (BackendKeyData); the types of pg leave it out.
  return rows[0]?.pid !== Reflect.get(client, 'processID')
}

/** What a program has to know of its address. */
export interface Pooling {
  /** DATABASE_URL. */
  url: string
  /** DATABASE_DIRECT_URL. */
  directUrl: string | undefined
  warn: (line: string) => void
}

/**
 * Makes sure that a program behind a pooler can do what needs a session, and warns where nothing ends its statements: a pooler takes no time-out from a
 * client. Throws `DATABASE_POOLED`, and what `connect` throws.
 */
export async function checkPooling({ url, directUrl, warn }: Pooling): Promise<void> {
  if (directUrl === undefined || directUrl === url) {
    const client = await connect(url)
    try {
      if (!(await isPooled(client))) return
    } finally {
      await client.end()
    }
    throw new DatabaseStartError(
      'DATABASE_POOLED',
      `DATABASE_URL leads through a pooler (${describeUrl(url)}), such as PgBouncer. Migrations and notifications need a connection that stays the same: set DATABASE_DIRECT_URL to the address of Postgres itself, for the same role.`,
    )
  }
  const client = await connect(directUrl)
  try {
    const { rows } = await client.query<{ user: string; ms: number }>(
      `SELECT current_user AS user, setting::int AS ms FROM pg_settings WHERE name = 'statement_timeout'`,
    )
    const [{ user, ms } = { user: '', ms: 0 }] = rows
    if (ms === 0)
      warn(
        `Nothing ends a statement that takes too long: a pooler does not pass statement_timeout on. Run once: ALTER ROLE ${pg.escapeIdentifier(user)} SET statement_timeout = '10s'`,
      )
  } finally {
    await client.end()
  }
}
