import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Layout } from './layout.ts'
import { readPasswords } from './passwords.ts'

/**
 * Writes the rules that decide who may connect (Postgres's pg_hba.conf) and returns the file. Before the first start of this version has set
 * passwords, anyone who can enter the socket's folder may connect without one.
 */
export async function writeAccess(layout: Layout): Promise<string> {
  const file = join(layout.cluster, 'plinth.hba')
  const method = (await readPasswords(layout)) === undefined ? 'trust' : 'scram-sha-256'
  await writeFile(file, `local all all ${method}\n`)
  return file
}
