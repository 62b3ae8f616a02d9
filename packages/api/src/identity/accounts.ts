import { PlinthError } from '@plinth/core/errors'
import { newId } from '@plinth/core/id'
import type { TransactionDatabase } from '@plinth/db/database'
import { type Build, type Executor, statement } from '@plinth/db/statement'
import { verifyPassword } from '@plinth/platform/passwords/password'
import type { Caller } from '../kit/context.ts'
import type { Device, Limits } from '../kit/limits.ts'
import { conflict } from '../kit/pipeline/conflict.ts'
import type { Changed } from '../kit/procedure.ts'
import type { SessionUser } from '../kit/session.ts'
import { slugOf, slugSuffix } from '../kit/slug.ts'
import { type BearerRequest, handOver } from './bearer.ts'
import { holdByPassword } from './held-user.ts'
import { openSession, userColumns } from './session-rows.ts'

export interface NewAccount {
  name: string
  email: string
  username: string | undefined
  isOperator: boolean
}

/** The constraints of `users`, mapped to errors that a user can act on. */
export const accountConflicts = {
  users_email_key: { code: 'USERS_EMAIL_TAKEN', field: 'email' },
  users_username_key: { code: 'USERS_USERNAME_TAKEN', field: 'username' },
} as const

interface Opening {
  account: NewAccount
  hash: string
  ctx: { caller: Caller }
  bearer?: BearerRequest | undefined
}

/** Creates an account with its password and a session, within a transaction. */
export async function openAccount(
  db: TransactionDatabase,
  { account, hash, ctx, bearer }: Opening,
): Promise<Changed<SessionUser>> {
  const id = newId()
  const user = await db.tx.user.create({
    data: {
      id,
      email: account.email,
      name: account.name,
      username: account.username ?? (await freeUsername(db, account.name)),
      isOperator: account.isOperator,
      password: { create: { hash } },
    },
    omit: { emailVerified: true, updatedAt: true },
  })
  const holder = await holdByPassword(db, { userId: id, hash })
  const session = await openSession(db, { holder, caller: ctx.caller, bearer })
  const { output, ...handed } = handOver(session, bearer)
  return {
    subject: id,
    actor: { type: 'user', userId: id, sessionId: session.id, isOperator: account.isOperator },
    after: { email: user.email, name: user.name, username: user.username, isOperator: user.isOperator },
    output: { ...user, ...output },
    ...(!bearer && { device: { userId: id, hash } }),
    ...handed,
  }
}

const byUsername = statement((q: Build<{ username: string }>) =>
  q.db.selectFrom('users').select('id').where('username', '=', q.param('username')),
)

/**
 * Checks the username before anything reveals whether the e-mail address is taken. With a taken username, every address gets the same answer; with a free
 * username, an unused address creates an account, which leaves a trace. Only the insert checks the address itself, after the password is hashed, so the
 * response time reveals no more than the error code.
 * @throws PlinthError `USERS_USERNAME_TAKEN`
 */
export async function assertUsernameFree(db: Executor, username: string | undefined): Promise<void> {
  if (username === undefined || (await byUsername.run(db, { username })).length === 0) return
  throw conflict(accountConflicts.users_username_key)
}

/** A username made from the name; if it is taken or too short, a few random characters are appended. */
async function freeUsername(db: TransactionDatabase, name: string): Promise<string> {
  const wanted = slugOf(name, 'user').slice(0, 20).replace(/-+$/, '')
  const isTaken = wanted.length < 3 || (await db.tx.user.count({ where: { username: wanted } })) > 0
  return isTaken ? `${wanted}-${slugSuffix()}` : wanted
}

interface Credentials extends SessionUser {
  hash: string | null
}

/** The user whose password matched, and the hash that it was compared with. */
export interface Verified {
  user: SessionUser
  hash: string
}

const byEmail = statement((q: Build<{ email: string }>) =>
  q.db
    .selectFrom('users')
    .leftJoin('passwords', 'passwords.userId', 'users.id')
    .select([...userColumns, 'passwords.hash'])
    .where('users.email', '=', q.param('email')),
)

/**
 * The account that matches the e-mail address and password. An unknown address takes as long as a wrong password and gives the same answer.
 * @param asDevice the key by which failures are counted when the browser is not a known device: the session that asks for the password
 * @throws PlinthError `SIGN_IN_FAILED`, `TOO_MANY_ATTEMPTS` or `TOO_MANY_REQUESTS` as `Limits` says
 */
export async function checkPassword(
  { db, limits, device }: { db: Executor; limits: Limits; device: Device },
  { email, password, asDevice }: { email: string; password: string; asDevice?: string },
): Promise<Verified> {
  const [found]: Credentials[] = await byEmail.run(db, { email })
  const hash = found?.hash ?? undefined
  const known = found && hash !== undefined ? device.knownFor({ userId: found.id, hash }) : undefined
  const verified = await limits.tryPassword({ email, device: known ?? asDevice }, async (asker) => {
    const fits = await verifyPassword(hash, password, asker)
    return found && hash !== undefined && fits ? { found, hash } : undefined
  })
  if (!verified) throw new PlinthError('SIGN_IN_FAILED')
  const { hash: _, ...user } = verified.found
  return { user, hash: verified.hash }
}
