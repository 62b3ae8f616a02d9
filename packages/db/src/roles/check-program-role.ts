import { DatabaseStartError } from '../embedded/start-error.ts'
import { connect, describeUrl } from '../migrate/connect.ts'

export interface ProgramRole {
  /** DATABASE_URL, or the URL of the embedded Postgres. */
  url: string
  /** Called with warnings about a configuration that works but should be changed. */
  warn: (line: string) => void
}

interface Rights {
  user: string
  /** Rights over the server, each of which would allow an SQL injection to execute code. */
  excess: string[]
  canReadHistory: boolean
  /** Tables of the migrations on which it lacks the right to read or change all rows. */
  closed: string[]
}

/**
 * Makes sure that the role of the running program may read and change every row, and warns if it has far more rights. Throws
 * `DATABASE_FORBIDDEN`, and the errors of `connect`.
 */
export async function checkProgramRole({ url, warn }: ProgramRole): Promise<void> {
  const { user, excess, canReadHistory, closed } = await readRights(url)
  if (!canReadHistory) {
    throw new DatabaseStartError(
      'DATABASE_FORBIDDEN',
      `The user "${user}" sees no migrations in ${describeUrl(url)}. DATABASE_URL and DATABASE_MIGRATION_URL must name the same database, and the user needs SELECT on its table _prisma_migrations.`,
    )
  }
  if (closed.length > 0) {
    throw new DatabaseStartError(
      'DATABASE_FORBIDDEN',
      `The user "${user}" may not read and change the rows of ${closed.slice(0, 3).join(', ')}${closed.length > 3 ? ' …' : ''} in ${describeUrl(url)}. As the owner of the tables: GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO "${user}".`,
    )
  }
  if (excess.length > 0) {
    warn(
      `The user "${user}" of DATABASE_URL has the rights of ${excess.join(', ')}: an SQL injection would run code on the database server. Give the program a role that changes rows and nothing else: see "A Postgres of your own" in README.md.`,
    )
  }
}

async function readRights(url: string): Promise<Rights> {
  const client = await connect(url)
  try {
    const { rows } = await client.query<Rights>(
      `SELECT current_user AS user,
         CASE WHEN me.rolsuper THEN ARRAY['a superuser'] ELSE ARRAY(
           SELECT rolname || CASE WHEN rolsuper THEN ' (a superuser)' ELSE '' END FROM pg_roles
           WHERE (rolsuper OR rolname IN ('pg_execute_server_program', 'pg_read_server_files', 'pg_write_server_files'))
             AND pg_has_role(oid, 'MEMBER')
           ORDER BY rolname
         ) END AS excess,
         coalesce(has_table_privilege(history.oid, 'SELECT'), false) AS "canReadHistory",
         ARRAY(
           SELECT relname::text FROM pg_class AS rows
           WHERE relkind IN ('r', 'p') AND relnamespace = history.relnamespace AND relowner = history.relowner
             AND rows.oid <> history.oid AND NOT relispartition
             AND NOT (has_table_privilege(rows.oid, 'SELECT') AND has_table_privilege(rows.oid, 'INSERT')
               AND has_table_privilege(rows.oid, 'UPDATE') AND has_table_privilege(rows.oid, 'DELETE'))
           ORDER BY relname
         ) AS closed
       FROM pg_roles AS me LEFT JOIN pg_class AS history ON history.oid = to_regclass('_prisma_migrations')
       WHERE me.rolname = current_user`,
    )
    return rows[0] ?? { user: '', excess: [], canReadHistory: false, closed: [] }
  } finally {
    await client.end()
  }
}
