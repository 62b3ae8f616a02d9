import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'
import { DatabaseStartError } from './embedded/start-error.ts'

/** The folder of the repository, to which relative settings refer. */
export const root = resolve(import.meta.dirname, '../../..')

// An empty value counts as not set.
const optional = z.string().transform((value) => value || undefined)

const address = z.url({ protocol: /^postgres(ql)?$/ })

const schema = z.object({
  DATABASE_URL: optional.pipe(address.optional()).optional(),
  DATABASE_DIRECT_URL: optional.pipe(address.optional()).optional(),
  DATABASE_MIGRATION_URL: optional.pipe(address.optional()).optional(),
  DATA_DIR: optional.pipe(z.string().default('./data')).default('./data'),
})

export interface CommandSettings {
  /** An external Postgres; the embedded one when not given. */
  databaseUrl: string | undefined
  /** The URL of the same database that bypasses a pooler; `databaseUrl` when not given. */
  directUrl: string | undefined
  /** The URL of the same database for the owner of its tables; `directUrl` when not given. */
  migrationUrl: string | undefined
  /** An absolute path. */
  dataDir: string
}

/** The settings of the command line: the environment, then `.env` in the root. Throws `SETTINGS_INVALID`. */
export function readSettings(): CommandSettings {
  const file = resolve(root, '.env')
  if (existsSync(file)) process.loadEnvFile(file)
  const { data, error } = schema.safeParse(process.env)
  if (error) {
    const name = String(error.issues[0]?.path[0])
    throw new DatabaseStartError(
      'SETTINGS_INVALID',
      `${name}: expected a postgres:// or postgresql:// address. Example: ${name}=postgresql://plinth:secret@localhost:5432/plinth`,
    )
  }
  return {
    databaseUrl: data.DATABASE_URL,
    directUrl: data.DATABASE_DIRECT_URL,
    migrationUrl: data.DATABASE_MIGRATION_URL,
    dataDir: resolve(root, data.DATA_DIR),
  }
}
