import pg from 'pg'
import { connect } from './connect.ts'
import { type MigrateOptions, migrate } from './migrate.ts'

export interface Contents {
  tables: number
  /** According to the server's statistics. */
  rows: number
}

/** The contents that a reset would delete. */
export async function readContents(url: string): Promise<Contents> {
  const client = await connect(url)
  try {
    const { rows } = await client.query<Contents>(
      `SELECT count(*)::int AS tables, coalesce(sum(n_live_tup), 0)::float8 AS rows
       FROM pg_stat_user_tables WHERE schemaname = current_schema()`,
    )
    return rows[0] ?? { tables: 0, rows: 0 }
  } finally {
    await client.end()
  }
}

/** Drops everything in the schema and applies all migrations. Returns their names. */
export async function reset(options: MigrateOptions): Promise<string[]> {
  const client = await connect(options.url)
  try {
    const { rows } = await client.query<{ schema: string | null }>('SELECT current_schema() AS schema')
    const schema = pg.escapeIdentifier(rows[0]?.schema ?? 'public')
    await client.query(
      `DROP SCHEMA IF EXISTS ${schema} CASCADE; CREATE SCHEMA ${schema}; GRANT USAGE ON SCHEMA ${schema} TO PUBLIC`,
    )
  } finally {
    await client.end()
  }
  return migrate(options)
}
