import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Layout } from './layout.ts'
import { readPasswords } from './passwords.ts'

/**
 * Writes who is let in (pg_hba.conf in Postgres' words) and returns the file. Without passwords, which is before the first start of this
 * version has set them, everybody is who can enter the socket's folder.
 */
export async function writeAccess(layout: Layout): Promise<string> {
  const file = join(layout.cluster, 'plinth.hba')
  const method = (await readPasswords(layout)) === undefined ? 'trust' : 'scram-sha-256'
  await writeFile(file, `local all all ${method}\n`)
  return file
}
