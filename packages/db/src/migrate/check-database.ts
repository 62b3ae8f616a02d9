import type pg from 'pg'
import { DatabaseStartError } from '../embedded/start-error.ts'
import { connect, describeUrl } from './connect.ts'

/**
 * Makes sure that a database is reachable, is new enough and grants enough rights: either we may create tables, or another role has applied the
 * migrations and we may read their history. Throws `DatabaseStartError`, whose message is one line without the password.
 */
export async function checkDatabase(url: string): Promise<void> {
  const client = await connect(url)
  try {
    await requireRights(client, url)
  } finally {
    await client.end()
  }
}

/** Throws `DATABASE_FORBIDDEN` unless the user may create tables where migrations would create them. */
export async function requireCreate(client: pg.Client, url: string): Promise<void> {
  const { user, schema, canCreate } = await readRights(client)
  if (!canCreate) throw forbidden({ user, schema }, url)
}

async function requireRights(client: pg.Client, url: string): Promise<void> {
  const { user, schema, canCreate, canRead } = await readRights(client)
  if (!canCreate && !canRead) throw forbidden({ user, schema }, url)
}

interface Rights {
  user: string
  schema: string | null
  canCreate: boolean
  canRead: boolean
}

async function readRights(client: pg.Client): Promise<Rights> {
  const { rows } = await client.query<Rights>(
    `SELECT current_user AS user, current_schema() AS schema,
       coalesce(has_schema_privilege(current_schema(), 'CREATE'), false) AS "canCreate",
       coalesce(has_table_privilege(to_regclass('_prisma_migrations'), 'SELECT'), false) AS "canRead"`,
  )
  return rows[0] ?? { user: '', schema: null, canCreate: false, canRead: false }
}

function forbidden({ user, schema }: Pick<Rights, 'user' | 'schema'>, url: string): DatabaseStartError {
  const where =
    schema === null ? 'has no schema to create tables in' : `may not create tables in the schema "${schema}"`
  return new DatabaseStartError(
    'DATABASE_FORBIDDEN',
    `The user "${user}" ${where} of ${describeUrl(url)}, and its migrations are not applied. Grant it (GRANT CREATE ON SCHEMA ${schema ?? 'public'} TO "${user}"), or apply the migrations as the owner (npm run db -- migrate).`,
  )
}
