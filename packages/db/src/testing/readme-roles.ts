import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../env.ts'
import { splitStatements } from '../migrate/script.ts'

/** The README's script that creates the roles and the database, with other names. */
export interface RolesScript {
  /** Statements for any database of the server. */
  server: string[]
  /** Statements for the new one. */
  database: string[]
}

export async function readRolesScript(name: string): Promise<RolesScript> {
  const readme = await readFile(join(root, 'README.md'), 'utf8')
  const section = readme.slice(readme.indexOf('### A Postgres of your own'))
  const script = /^```sql\n(.*?)^```$/ms.exec(section)?.[1] ?? ''
  const [server = '', database = ''] = script.replaceAll('plinth', name).split(/^\\connect .*$/m)
  return { server: splitStatements(server), database: splitStatements(database) }
}
