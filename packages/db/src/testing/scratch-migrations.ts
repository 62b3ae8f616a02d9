import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { createEmptyDatabase } from './create-test-database.ts'
import { scratchFolder } from './scratch.ts'

export interface ScratchMigrations {
  /** An empty database, for its owner. */
  url: string
  superuserUrl: string
  /** A folder of migrations of the test's own. */
  directory: string
  /** Writes or replaces a migration. */
  write(name: string, sql: string): Promise<void>
}

/** An empty database and a folder of migrations for it, gone with the test. */
export async function scratchMigrations(scripts: Record<string, string>): Promise<ScratchMigrations> {
  const [database, directory] = await Promise.all([createEmptyDatabase(), scratchFolder()])
  onTestFinished(() => database.drop())
  const write = async (name: string, sql: string) => {
    await mkdir(join(directory, name), { recursive: true })
    await writeFile(join(directory, name, 'migration.sql'), sql)
  }
  for (const [name, sql] of Object.entries(scripts)) await write(name, sql)
  return { url: database.ownerUrl, superuserUrl: database.superuserUrl, directory, write }
}
