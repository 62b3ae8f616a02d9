import { PlinthError } from '@plinth/core/errors'
import { newId } from '@plinth/core/id'
import type { TransactionDatabase } from '@plinth/db/database'
import { type Build, type Executor, statement } from '@plinth/db/statement'
import { verifyPassword } from '@plinth/platform/passwords/password'
import type { Caller } from '../kit/context.ts'
import type { SignInLimits } from '../kit/limits.ts'
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

/** The constraints of `users`, as the errors that a person can act on. */
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

/** Opens an account with its password and a session, within a transaction. */
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
    ...handed,
  }
}

/** A username made from a name; where it is taken or too short, with a few random characters behind it. */
async function freeUsername(db: TransactionDatabase, name: string): Promise<string> {
  const wanted = slugOf(name, 'user').slice(0, 20).replace(/-+$/, '')
  const isTaken = wanted.length < 3 || (await db.tx.user.count({ where: { username: wanted } })) > 0
  return isTaken ? `${wanted}-${slugSuffix()}` : wanted
}

interface Credentials extends SessionUser {
  hash: string | null
}

/** Whose password it is, and the hash that it was compared with. */
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
 * The account that e-mail address and password belong to. An unknown address takes as long as a wrong password and gives the same answer.
 * @throws PlinthError `SIGN_IN_FAILED`, or `TOO_MANY_ATTEMPTS` while the account or the network address has to wait
 */
export async function checkPassword(
  { db, limits, caller }: { db: Executor; limits: SignInLimits; caller: Caller },
  { email, password }: { email: string; password: string },
): Promise<Verified> {
  const keys = { email, address: caller.address }
  await limits.attempt(keys)
  const [found]: Credentials[] = await byEmail.run(db, { email })
  const fits = await verifyPassword(found?.hash ?? undefined, password)
  if (!found || found.hash === null || !fits) throw new PlinthError('SIGN_IN_FAILED')
  await limits.succeed(keys)
  const { hash, ...user } = found
  return { user, hash }
}
