import { randomBytes } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { z } from 'zod'
import type { EmbeddedUrls } from '../roles/database-urls.ts'
import { type RoleName, roleNames } from '../roles/role-names.ts'
import { type Layout, socketUrl } from './layout.ts'

const password = z.string().min(32)
const schema = z.object({ superuser: password, owner: password, program: password })

/** The passwords of a data folder, by role. */
export type Passwords = Readonly<Record<RoleName, string>>

/** 256 random bits for each role. */
export function newPasswords(): Passwords {
  const random = () => randomBytes(32).toString('base64url')
  return { superuser: random(), owner: random(), program: random() }
}

/** Reads the file of `writePasswords`; undefined when it is missing or incomplete: new passwords are then created. */
export async function readPasswords({ passwords }: Pick<Layout, 'passwords'>): Promise<Passwords | undefined> {
  try {
    return schema.parse(JSON.parse(await readFile(passwords, 'utf8')))
  } catch {
    return undefined
  }
}

/** Stores the passwords in a file that only its owner may read. */
export async function writePasswords(layout: Layout, passwords: Passwords): Promise<void> {
  const fresh = `${layout.passwords}.new`
  await writeFile(fresh, `${JSON.stringify(passwords)}\n`, { mode: 0o600 })
  await rename(fresh, layout.passwords)
}

/** The URLs of Plinth's database behind a socket. */
export function urlsOf(socketDir: string, passwords: Passwords): EmbeddedUrls {
  const urlFor = (role: RoleName) =>
    socketUrl(socketDir, { user: roleNames[role], password: passwords[role], database: 'plinth' })
  return { url: urlFor('program'), ownerUrl: urlFor('owner'), superuserUrl: urlFor('superuser') }
}
