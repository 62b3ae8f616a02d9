import { requireUserId } from '@plinth/core/actor'
import { PlinthError } from '@plinth/core/errors'
import { everyone, own, signedIn } from '@plinth/core/rule'
import { SessionKind } from '@plinth/db/enums'
import { type Build, statement } from '@plinth/db/statement'
import { z } from 'zod'
import { checkPassword } from '../identity/accounts.ts'
import { bearerRequest, handOver } from '../identity/bearer.ts'
import { insertSession, openSession } from '../identity/session-rows.ts'
import { emailAddress, signedInUser } from '../identity/user-fields.ts'
import { change } from '../kit/change.ts'
import { removePlan } from '../kit/plans.ts'
import { read, write, writeRow } from '../kit/procedure.ts'

const session = z.object({
  id: z.uuid(),
  kind: z.enum(SessionKind),
  name: z.string().nullable(),
  userAgent: z.string().nullable(),
  address: z.string().nullable(),
  createdAt: z.date(),
  lastUsedAt: z.date(),
  expiresAt: z.date(),
  isCurrent: z.boolean(),
})

const live = statement((q: Build<{ now: Date }>) =>
  q.db
    .selectFrom('sessions')
    .select(['id', 'kind', 'name', 'userAgent', 'address', 'createdAt', 'lastUsedAt', 'expiresAt'])
    .where(q.rule('sessions'))
    .where('expiresAt', '>', q.param('now'))
    .orderBy('lastUsedAt', 'desc'),
)

const audited = ['kind', 'name', 'userAgent', 'address'] as const

const revoked = change<{ id: string }, { id: string }>('sessions.removed', (q) =>
  removePlan(q, { table: 'sessions', audited }),
)

/** A program's token must not outlive its owner's trust: only a person in a browser opens and ends sessions. */
const browserOnly = async (ctx: { session(): Promise<{ id: string; kind: SessionKind } | null> }) => {
  const current = await ctx.session()
  if (!current) throw new PlinthError('SIGN_IN_REQUIRED')
  if (current.kind !== SessionKind.browser) throw new PlinthError('FORBIDDEN')
  return current
}

export const sessions = {
  /** E-mail address and password; sets the session cookie, or answers with a bearer token where one is asked for. */
  signIn: write({
    rule: everyone,
    input: z.strictObject({ email: emailAddress, password: z.string().max(200), bearer: bearerRequest.optional() }),
    output: signedInUser,
    event: 'sessions.created',
    prepare: ({ ctx, input }) => checkPassword(ctx, input),
    run: async ({ ctx, db, input: { bearer } }, user) => {
      const { caller } = ctx
      const opened = await openSession(db, { userId: user.id, caller, bearer })
      const { output, ...handed } = handOver(opened, bearer)
      const kind = bearer ? SessionKind.token : SessionKind.browser
      return {
        subject: opened.id,
        actor: { type: 'user', userId: user.id, sessionId: opened.id, isOperator: user.isOperator },
        after: { kind, name: bearer?.name ?? null, userAgent: caller.userAgent ?? null, address: caller.address },
        output: { ...user, ...output },
        ...handed,
      }
    },
  }),

  /** Ends the current session and clears the cookie. */
  signOut: write({
    rule: signedIn,
    input: z.void(),
    output: z.object({}),
    isChangingSessions: true,
    event: 'sessions.removed',
    run: async ({ ctx, db }) => {
      const current = await ctx.session()
      if (!current) throw new PlinthError('SIGN_IN_REQUIRED')
      await db.tx.session.deleteMany({ where: { id: current.id } })
      return { subject: current.id, output: {}, cookie: null }
    },
  }),

  /** Where one is signed in, the last used first. */
  list: read({
    rule: own('userId'),
    input: z.void(),
    output: z.array(session),
    run: async ({ ctx, db, access }) => {
      const current = await ctx.session()
      const found = await live.run(db, { now: new Date() }, access.take())
      return found.map((row) => ({ ...row, isCurrent: row.id === current?.id }))
    },
  }),

  revoke: writeRow({
    rule: own('userId'),
    input: z.strictObject({ id: z.uuid() }),
    output: z.object({ id: z.uuid() }),
    isChangingSessions: true,
    change: revoked,
    params: async ({ ctx, input }) => {
      await browserOnly(ctx)
      return input
    },
  }),

  /** Ends every session but the current one, bearer tokens included. */
  revokeAll: write({
    rule: signedIn,
    input: z.void(),
    output: z.object({ revoked: z.int() }),
    isChangingSessions: true,
    event: 'sessions.removedAll',
    prepare: ({ ctx }) => browserOnly(ctx),
    run: async ({ db, actor }, current) => {
      const userId = requireUserId(actor)
      const { count } = await db.tx.session.deleteMany({ where: { userId, id: { not: current.id } } })
      return { subject: userId, after: { revoked: count }, output: { revoked: count } }
    },
  }),

  /** A bearer token for a program, shown this once: `Authorization: Bearer …`. */
  createToken: write({
    rule: signedIn,
    input: bearerRequest,
    output: z.object({ id: z.uuid(), token: z.string(), expiresAt: z.date() }),
    event: 'sessions.created',
    prepare: ({ ctx }) => browserOnly(ctx),
    run: async ({ ctx, db, input, actor }) => {
      const opened = await insertSession(db, {
        userId: requireUserId(actor),
        kind: SessionKind.token,
        name: input.name,
        days: input.expiresInDays,
        caller: ctx.caller,
      })
      return { subject: opened.id, after: { kind: SessionKind.token, name: input.name }, output: opened }
    },
  }),
}
