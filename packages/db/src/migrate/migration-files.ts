import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DatabaseStartError } from '../embedded/start-error.ts'

/** One folder of `prisma/migrations`. */
export interface Migration {
  /** The folder's name: `20261124120000_foundation`. Migrations are applied in the order of their names. */
  name: string
  sql: string
}

/** `prisma/migrations` of this repository. */
export const migrationsDirectory = fileURLToPath(new URL('../../../../prisma/migrations', import.meta.url))

/** Reads the migrations in their order. Throws `MIGRATION_INVALID` when the folder or a script is missing. */
export async function readMigrations(directory: string = migrationsDirectory): Promise<Migration[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch((error: unknown) => {
    throw new DatabaseStartError('MIGRATION_INVALID', `The folder of migrations ${directory} cannot be read.`, {
      cause: error,
    })
  })
  const names = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
  return Promise.all(names.map((name) => readMigration(directory, name)))
}

async function readMigration(directory: string, name: string): Promise<Migration> {
  try {
    return { name, sql: await readFile(join(directory, name, 'migration.sql'), 'utf8') }
  } catch (error) {
    throw new DatabaseStartError(
      'MIGRATION_INVALID',
      `The migration ${name} has no readable migration.sql in ${basename(directory)}/${name}. Restore the file, or remove the folder if the migration was never applied.`,
      { cause: error },
    )
  }
}

/** Whether a script matches a checksum; a checkout with other line endings counts as the same script. */
export function hasChecksum(sql: string, checksum: string): boolean {
  const unix = sql.replaceAll('\r\n', '\n')
  return [sql, unix, unix.replaceAll('\n', '\r\n')].some((text) => checksumOf(text) === checksum)
}

// As in Prisma: SHA-256 of the script in hexadecimal digits.
function checksumOf(sql: string): string {
  return createHash('sha256').update(sql).digest('hex')
}
