import { connect } from './connect.ts'
import type { Migration } from './migration-files.ts'
import { splitStatements } from './script.ts'

const creation = /^CREATE\s+EXTENSION\s+IF\s+NOT\s+EXISTS\b/i

/** Creates the extensions that these migrations need, as the superuser of `url`, because the owner of the tables may lack the right. */
export async function createExtensions(url: string, migrations: readonly Migration[]): Promise<void> {
  const statements = migrations.flatMap(({ sql }) => splitStatements(sql)).filter((sql) => creation.test(sql))
  if (statements.length === 0) return
  const client = await connect(url)
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}
