import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'
import { DatabaseStartError } from './embedded/start-error.ts'

/** The folder of the repository: relative settings start here. */
export const root = resolve(import.meta.dirname, '../../..')

// Set to nothing is not set.
const optional = z.string().transform((value) => value || undefined)

const address = z.url({ protocol: /^postgres(ql)?$/ })

const schema = z.object({
  DATABASE_URL: optional.pipe(address.optional()).optional(),
  DATABASE_DIRECT_URL: optional.pipe(address.optional()).optional(),
  DATABASE_MIGRATION_URL: optional.pipe(address.optional()).optional(),
  DATA_DIR: optional.pipe(z.string().default('./data')).default('./data'),
})

export interface CommandSettings {
  /** A Postgres of one's own; the embedded one without it. */
  databaseUrl: string | undefined
  /** The same database past a pooler; that of `databaseUrl` without it. */
  directUrl: string | undefined
  /** The same database for the owner of its tables; that of `directUrl` without it. */
  migrationUrl: string | undefined
  /** Absolute. */
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
