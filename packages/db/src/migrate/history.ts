import type pg from 'pg'
import { hasChecksum, type Migration } from './migration-files.ts'

/** The state of a database compared with the folder of migrations; all values are names. */
export interface MigrationState {
  applied: string[]
  pending: string[]
  /** Applied, but not in the folder: the database is newer than the program. */
  unknown: string[]
  /** Started but not finished: the program died meanwhile, or Prisma's own command failed. */
  failed: string[]
  /** Applied, and their script has been changed since. */
  edited: string[]
}

/** The used columns of a row of Prisma's table `_prisma_migrations`. */
export interface MigrationRow {
  name: string
  checksum: string
  isFinished: boolean
}

const undefinedTable = '42P01'

/** The rows of all migrations that were not rolled back, oldest first. If the table does not exist, there are none. */
export async function readHistory(client: pg.Client | pg.Pool): Promise<MigrationRow[]> {
  try {
    const { rows } = await client.query<MigrationRow>(
      `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS "isFinished"
       FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at`,
    )
    return rows
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === undefinedTable) return []
    throw error
  }
}

/** Restricts writes to the table of migrations to its owner: default privileges give the program every table that a migration creates. */
export async function sealHistory(client: pg.Client): Promise<void> {
  await client.query(`
DO $$
DECLARE grantee text;
BEGIN
  FOR grantee IN
    SELECT DISTINCT CASE acl.grantee WHEN 0 THEN 'PUBLIC' ELSE acl.grantee::regrole::text END
    FROM pg_class, aclexplode(relacl) AS acl
    WHERE pg_class.oid = to_regclass('_prisma_migrations') AND pg_has_role(relowner, 'USAGE') AND acl.grantee <> relowner
      AND acl.privilege_type IN ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE')
  LOOP
    EXECUTE format('REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON _prisma_migrations FROM %s', grantee);
  END LOOP;
END $$`)
}

export function compareHistory(migrations: Migration[], rows: MigrationRow[]): MigrationState {
  const bySql = new Map(migrations.map(({ name, sql }) => [name, sql]))
  const applied = rows.filter((row) => row.isFinished)
  const appliedNames = new Set(applied.map((row) => row.name))
  return {
    applied: [...appliedNames],
    pending: migrations.map(({ name }) => name).filter((name) => !appliedNames.has(name)),
    unknown: [...appliedNames].filter((name) => !bySql.has(name)),
    failed: rows.filter((row) => !row.isFinished && !appliedNames.has(row.name)).map((row) => row.name),
    edited: applied
      .filter((row) => {
        const sql = bySql.get(row.name)
        return sql !== undefined && !hasChecksum(sql, row.checksum)
      })
      .map((row) => row.name),
  }
}
