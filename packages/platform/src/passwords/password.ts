import { randomBytes } from 'node:crypto'
import { type Algorithm, hash, verify } from '@node-rs/argon2'
import { Turns } from '@plinth/bounds/turns'
import { PlinthError } from '@plinth/core/errors'

// Hashes run on the thread pool of the process, which has four threads and also compresses answers and looks up host names.
const hashing = new Turns(2, {
  maxWaiting: 100,
  maxWaitingOfKey: 20,
  refuse: () => new PlinthError('TOO_MANY_REQUESTS', { retryAfterSeconds: 5 }),
})

/** The cost of a hash, both for the server and for an attacker. */
export interface PasswordCost {
  /** Memory in KiB. */
  readonly memoryCost: number
  /** Number of passes over the memory. */
  readonly timeCost: number
}

// OWASP Password Storage Cheat Sheet: argon2id with 19 MiB, two passes, one lane.
const usualCost: PasswordCost = { memoryCost: 19_456, timeCost: 2 }

const make = (secret: string, cost = usualCost) =>
  hash(secret, { algorithm: 2 satisfies Algorithm.Argon2id, parallelism: 1, ...cost })

/** The client that waits for a hash. */
export interface HashFor {
  /** The cost of a new hash; the usual one when not given. */
  cost?: PasswordCost | undefined
  /** The client's network; networks with waiting hashes take turns. */
  network: string
  /** Aborts when the client no longer waits for the answer. */
  signal?: AbortSignal | undefined
}

const inTurn = <Result>({ network, signal }: HashFor, work: () => Promise<Result>) =>
  hashing.take(work, { key: network, signal })

/**
 * The argon2id hash of a password, with its salt and parameters. Two hashes run at once in a process; at most 100 wait, 20 of one network.
 * @throws PlinthError `TOO_MANY_REQUESTS` beyond that
 */
export function hashPassword(password: string, asker: HashFor): Promise<string> {
  return inTurn(asker, () => make(password.normalize('NFKC'), asker.cost))
}

let decoy: Promise<string> | undefined

/**
 * Whether the password matches the hash. Without a hash (no such account) it takes the same time, using a hash that matches nothing, so that the
 * response time does not reveal whether an account exists.
 * @throws PlinthError as `hashPassword`
 */
export function verifyPassword(stored: string | undefined, password: string, asker: HashFor): Promise<boolean> {
  return inTurn(asker, async () => {
    // Created once, within a turn that was granted, so that a refusal is not cached.
    decoy ??= make(randomBytes(32).toString('hex'), asker.cost)
    const fits = await verify(stored ?? (await decoy), password.normalize('NFKC'))
    return fits && stored !== undefined
  })
}
