import { requireUserId } from '@plinth/core/actor'
import { PlinthError } from '@plinth/core/errors'
import { everyone, own, signedIn } from '@plinth/core/rule'
import { hashPassword } from '@plinth/platform/passwords/password'
import { z } from 'zod'
import { accountConflicts, checkPassword, openAccount } from '../identity/accounts.ts'
import { consumeSetupToken, isSetupToken } from '../identity/setup-link.ts'
import { user } from '../identity/user.ts'
import {
  biography,
  displayName,
  emailAddress,
  me,
  password,
  pictureAddress,
  username,
} from '../identity/user-fields.ts'
import { change } from '../kit/change.ts'
import { updatePlan } from '../kit/plans.ts'
import { read, write, writeRow } from '../kit/procedure.ts'

interface UpdateParams {
  id: string
  version: number
  name: string | undefined
  username: string | undefined
  bio: string | undefined
  picture: string | null | undefined
}

const updated = change<UpdateParams, z.input<typeof me>>('users.updated', (q) =>
  updatePlan(q, {
    table: 'users',
    columns: ['name', 'username', 'bio', 'picture'],
    returns: ['id', 'email', 'name', 'username', 'bio', 'picture', 'isOperator', 'createdAt', 'version'],
  }),
)

export const users = {
  /** Who is signed in, or null. */
  me: read({
    rule: everyone,
    input: z.void(),
    output: me.nullable(),
    run: async ({ ctx }) => (await ctx.session())?.user ?? null,
  }),

  get: user.verbs.get,
  list: user.verbs.list,

  signUp: write({
    rule: everyone,
    input: z.strictObject({ name: displayName, email: emailAddress, password, username: username.optional() }),
    output: me,
    event: 'users.created',
    conflicts: accountConflicts,
    // A username made from the name gives way to another one that was faster.
    retry: 'users_username_key',
    prepare: ({ input }) => hashPassword(input.password),
    run: ({ ctx, db, input }, hash) =>
      openAccount(db, { account: { ...input, username: input.username, isOperator: false }, hash, ctx }),
  }),

  /** Whether a set-up link still works. */
  setUpState: read({
    rule: everyone,
    input: z.strictObject({ token: z.string().max(100) }),
    output: z.object({ isValid: z.boolean() }),
    run: async ({ db, input }) => ({ isValid: await isSetupToken(db, input.token) }),
  }),

  /** The first account, by the link that the server printed: it becomes the operator. */
  setUp: write({
    rule: everyone,
    input: z.strictObject({ token: z.string().max(100), name: displayName, email: emailAddress, password }),
    output: me,
    event: 'users.created',
    conflicts: accountConflicts,
    // A username made from the name gives way to another one that was faster.
    retry: 'users_username_key',
    prepare: ({ input }) => hashPassword(input.password),
    run: async ({ ctx, db, input }, hash) => {
      if (!(await consumeSetupToken(db, input.token))) throw new PlinthError('USERS_SETUP_LINK_INVALID')
      return openAccount(db, { account: { ...input, username: undefined, isOperator: true }, hash, ctx })
    },
  }),

  /** One's own profile. */
  update: writeRow({
    rule: own('id'),
    input: z.strictObject({
      version: z.int32().min(1),
      name: displayName.optional(),
      username: username.optional(),
      bio: biography.optional(),
      picture: pictureAddress.nullable().optional(),
    }),
    output: me,
    isChangingSessions: true,
    change: updated,
    conflicts: accountConflicts,
    params: ({ input, actor }) => ({
      id: requireUserId(actor),
      version: input.version,
      name: input.name,
      username: input.username,
      bio: input.bio,
      picture: input.picture,
    }),
  }),

  /** Ends all other sessions, bearer tokens included: whoever had the old password is out. */
  changePassword: write({
    rule: signedIn,
    input: z.strictObject({ currentPassword: z.string().max(200), newPassword: password }),
    output: z.object({ endedSessions: z.int() }),
    isChangingSessions: true,
    event: 'users.passwordChanged',
    prepare: async ({ ctx, input }) => {
      const session = await ctx.session()
      if (!session) throw new PlinthError('SIGN_IN_REQUIRED')
      await checkPassword(ctx, { email: session.user.email, password: input.currentPassword })
      return { hash: await hashPassword(input.newPassword), keep: session.id }
    },
    run: async ({ db, actor }, { hash, keep }) => {
      const userId = requireUserId(actor)
      const data = { hash, updatedAt: new Date() }
      await db.tx.password.upsert({ where: { userId }, update: data, create: { userId, ...data } })
      const { count } = await db.tx.session.deleteMany({ where: { userId, id: { not: keep } } })
      return { subject: userId, after: { endedSessions: count }, output: { endedSessions: count } }
    },
  }),
}
