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

/** What a hash costs whoever makes it, and whoever guesses. */
export interface PasswordCost {
  /** Memory in KiB. */
  readonly memoryCost: number
  /** Passes over it. */
  readonly timeCost: number
}

// OWASP Password Storage Cheat Sheet: argon2id with 19 MiB, two passes, one lane.
const usualCost: PasswordCost = { memoryCost: 19_456, timeCost: 2 }

const make = (secret: string, cost = usualCost) =>
  hash(secret, { algorithm: 2 satisfies Algorithm.Argon2id, parallelism: 1, ...cost })

/** Who waits for a hash. */
export interface HashFor {
  /** The cost of a new hash; the usual one when not given. */
  cost?: PasswordCost | undefined
  /** Networks that have hashes to make have their turns one after the other. */
  network: string
  /** Ends when nobody waits for the answer any more. */
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
 * Whether the password fits the hash. Without a hash (no such account) it takes the same time, over a hash that fits nothing, so that the
 * answer's time does not tell who has an account.
 * @throws PlinthError as `hashPassword`
 */
export function verifyPassword(stored: string | undefined, password: string, asker: HashFor): Promise<boolean> {
  return inTurn(asker, async () => {
    // Made once, within a turn that was given: a refusal must not be kept.
    decoy ??= make(randomBytes(32).toString('hex'), asker.cost)
    const fits = await verify(stored ?? (await decoy), password.normalize('NFKC'))
    return fits && stored !== undefined
  })
}
