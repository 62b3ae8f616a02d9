import { randomBytes } from 'node:crypto'
import { type Algorithm, hash, verify } from '@node-rs/argon2'
import { PlinthError } from '@plinth/core/errors'
import { Turns } from '../turns/turns.ts'

// Hashes run on the thread pool of the process, which has four threads and also compresses answers and looks up host names.
const hashing = new Turns(2, {
  maxWaiting: 100,
  refuse: () => new PlinthError('TOO_MANY_REQUESTS', { retryAfterSeconds: 5 }),
})

// OWASP Password Storage Cheat Sheet: argon2id with 19 MiB, two passes, one lane.
const options = {
  algorithm: 2 satisfies Algorithm.Argon2id,
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
}

/** The argon2id hash of a password, with its salt and parameters. Two hashes run at once in a process; the others wait in order. */
export function hashPassword(password: string): Promise<string> {
  return hashing.take(() => hash(password.normalize('NFKC'), options))
}

let decoy: Promise<string> | undefined

/**
 * Whether the password fits the hash. Without a hash (no such account) it takes the same time, over a hash that fits nothing, so that the
 * answer's time does not tell who has an account.
 */
export async function verifyPassword(stored: string | undefined, password: string): Promise<boolean> {
  decoy ??= hashPassword(randomBytes(32).toString('hex'))
  const known = stored ?? (await decoy)
  const fits = await hashing.take(() => verify(known, password.normalize('NFKC')))
  return fits && stored !== undefined
}
