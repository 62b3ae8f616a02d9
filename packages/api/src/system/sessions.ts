import { PlinthError } from '@plinth/core/errors'
import { everyone, own, signedIn } from '@plinth/core/rule'
import { SessionKind } from '@plinth/db/enums'
import { type Build, statement } from '@plinth/db/statement'
import { z } from 'zod'
import { checkPassword } from '../identity/accounts.ts'
import { bearerRequest, handOver } from '../identity/bearer.ts'
import { forgetSessions } from '../identity/forget-sessions.ts'
import { holdByPassword } from '../identity/held-user.ts'
import { insertSession, openSession } from '../identity/session-rows.ts'
import { currentPassword, emailAddress, signedInUser } from '../identity/user-fields.ts'
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

export const sessions = {
  /** E-mail address and password; sets the session cookie, or answers with a bearer token where one is asked for. */
  signIn: write({
    rule: everyone,
    input: z.strictObject({ email: emailAddress, password: z.string().max(200), bearer: bearerRequest.optional() }),
    output: signedInUser,
    event: 'sessions.created',
    secrets: { input: ['password'], answer: true },
    prepare: ({ ctx, input }) => checkPassword(ctx, input),
    run: async ({ ctx, db, input: { bearer } }, { user, hash }) => {
      const { caller } = ctx
      const holder = await holdByPassword(db, { userId: user.id, hash })
      const opened = await openSession(db, { holder, caller, bearer })
      const { output, ...handed } = handOver(opened, bearer)
      const kind = bearer ? SessionKind.token : SessionKind.browser
      return {
        subject: opened.id,
        actor: { type: 'user', userId: user.id, sessionId: opened.id, isOperator: user.isOperator },
        after: { kind, name: bearer?.name ?? null, userAgent: caller.userAgent ?? null, address: caller.address },
        output: { ...user, ...output },
        ...(!bearer && { device: { userId: user.id, hash } }),
        ...handed,
      }
    },
  }),

  /** Ends the current session and clears the cookie. */
  signOut: write({
    rule: signedIn,
    input: z.void(),
    output: z.object({}),
    afterCommit: forgetSessions,
    event: 'sessions.removed',
    run: async ({ ctx, db }) => {
      const current = await ctx.session()
      if (!current) throw new PlinthError('SIGN_IN_REQUIRED')
      const { count } = await db.tx.session.deleteMany({ where: { id: current.id } })
      // Of two concurrent calls the second finds no row: a session ends once, and leaves one event.
      if (count === 0) throw new PlinthError('SIGN_IN_REQUIRED')
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
    afterCommit: forgetSessions,
    proof: { need: 'browser' },
    change: revoked,
    params: ({ input }) => input,
  }),

  /** Ends every session but the current one, bearer tokens included. */
  revokeAll: write({
    rule: signedIn,
    input: z.void(),
    output: z.object({ revoked: z.int() }),
    afterCommit: forgetSessions,
    proof: { need: 'browser' },
    event: 'sessions.removedAll',
    run: async ({ db, proven }) => {
      const { session, user } = proven()
      const { userId } = user
      const { count } = await db.tx.session.deleteMany({ where: { userId, id: { not: session.id } } })
      return { subject: userId, after: { revoked: count }, output: { revoked: count } }
    },
  }),

  /** A bearer token for a program, shown this once: `Authorization: Bearer …`. It is never proof of a person. */
  createToken: write({
    rule: signedIn,
    input: bearerRequest.extend({ currentPassword }),
    output: z.object({ id: z.uuid(), token: z.string(), expiresAt: z.date() }),
    proof: { need: 'freshBrowser' },
    secrets: { input: ['currentPassword'], answer: true },
    event: 'sessions.created',
    run: async ({ ctx, db, input, proven }) => {
      const opened = await insertSession(db, {
        holder: proven().user,
        isProven: false,
        kind: SessionKind.token,
        name: input.name,
        days: input.expiresInDays,
        caller: ctx.caller,
      })
      return { subject: opened.id, after: { kind: SessionKind.token, name: input.name }, output: opened }
    },
  }),
}
