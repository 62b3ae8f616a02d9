import pg from 'pg'
import { DatabaseStartError } from '../embedded/start-error.ts'
import { connect, describeUrl } from '../migrate/connect.ts'

/** Whether a connection leads through a pooler: the process id from its start differs from that of the process that answers. */
async function isPooled(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
  // Received in the protocol of Postgres (BackendKeyData), but missing in the types of pg.
  return rows[0]?.pid !== Reflect.get(client, 'processID')
}

/** The settings that matter behind a pooler. */
export interface Pooling {
  /** DATABASE_URL. */
  url: string
  /** DATABASE_DIRECT_URL. */
  directUrl: string | undefined
  warn: (line: string) => void
}

/**
 * Makes sure that a program behind a pooler can use features that need a session, and warns if its statements have no time-out: a pooler accepts no
 * time-out from a client. Throws `DATABASE_POOLED`, and the errors of `connect`.
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
