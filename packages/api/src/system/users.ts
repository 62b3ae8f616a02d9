import { requireUserId } from '@plinth/core/actor'
import { PlinthError } from '@plinth/core/errors'
import { all, any, everyone, operator, own, type Rule, rows, signedIn } from '@plinth/core/rule'
import { fragment } from '@plinth/db/fragment'
import { hashPassword } from '@plinth/platform/passwords/password'
import { z } from 'zod'
import { accountConflicts, assertUsernameFree, openAccount } from '../identity/accounts.ts'
import { bearerRequest } from '../identity/bearer.ts'
import { forgetSessions } from '../identity/forget-sessions.ts'
import { type NewPassword, newPasswordHash, newPasswordParams, newPasswordSteps } from '../identity/new-password.ts'
import { consumeSetupToken, isSetupToken } from '../identity/setup-link.ts'
import { user } from '../identity/user.ts'
import {
  biography,
  currentPassword,
  displayName,
  emailAddress,
  me,
  password,
  pictureAddress,
  signedInUser,
  username,
} from '../identity/user-fields.ts'
import { change } from '../kit/change.ts'
import { removePlan, updatePlan } from '../kit/plans.ts'
import { read, write, writeRow } from '../kit/procedure.ts'

interface UpdateParams extends NewPassword {
  id: string
  version: number
  name: string | undefined
  username: string | undefined
  bio: string | undefined
  picture: string | null | undefined
  email: string | undefined
}

const updated = change<UpdateParams, z.input<typeof me>>('users.updated', (q) =>
  updatePlan(q, {
    table: 'users',
    columns: ['name', 'username', 'bio', 'picture', 'email'],
    set: q.has('email')
      ? { emailVerified: fragment`case when "row"."email" = ${q.param('email')} then "row"."emailVerified" end` }
      : {},
    steps: newPasswordSteps(q),
    returns: ['id', 'email', 'name', 'username', 'bio', 'picture', 'isOperator', 'createdAt', 'version'],
  }),
)

const removed = change<{ id: string }, { id: string }>('users.removed', (q) =>
  removePlan(q, { table: 'users', audited: ['username', 'name', 'email'] }),
)

/** Operators cannot be removed: without one, nobody could administer the installation. */
const removable: Rule = all(any(operator, own('id')), rows({ isOperator: { equals: false } }))

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
    input: z.strictObject({
      name: displayName,
      email: emailAddress,
      password,
      username: username.optional(),
      /** Asks for a bearer token instead of the session cookie. */
      bearer: bearerRequest.optional(),
    }),
    output: signedInUser,
    secrets: { input: ['password'], answer: true },
    event: 'users.created',
    conflicts: accountConflicts,
    // A username made from the name is replaced when a concurrent sign-up has taken it.
    retry: 'users_username_key',
    prepare: ({ ctx, input: { username, password } }) =>
      ctx.limits.act('signUp', async (asker) => {
        await assertUsernameFree(ctx.db, username)
        return hashPassword(password, asker)
      }),
    run: ({ ctx, db, input: { bearer, ...account } }, hash) =>
      openAccount(db, { account: { ...account, username: account.username, isOperator: false }, hash, ctx, bearer }),
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
    secrets: { input: ['token', 'password'] },
    event: 'users.created',
    conflicts: accountConflicts,
    // A username made from the name is replaced when a concurrent sign-up has taken it.
    retry: 'users_username_key',
    prepare: async ({ ctx, input }) => {
      if (!(await isSetupToken(ctx.db, input.token))) throw new PlinthError('USERS_SETUP_LINK_INVALID')
      return ctx.limits.act('signUp', (asker) => hashPassword(input.password, asker))
    },
    run: async ({ ctx, db, input }, hash) => {
      if (!(await consumeSetupToken(db, input.token))) throw new PlinthError('USERS_SETUP_LINK_INVALID')
      return openAccount(db, { account: { ...input, username: undefined, isOperator: true }, hash, ctx })
    },
  }),

  /**
   * One's own account, all of it or nothing. Another e-mail address or password needs the current password, or a session in which it was entered
   * within the last hour; a new password ends all other sessions. A token that a sign-in with the password opened may do it too: products such as
   * Conduit, whose API works with tokens alone, have no browser session.
   */
  update: writeRow({
    rule: own('id'),
    input: z.strictObject({
      version: z.int32().min(1),
      name: displayName.optional(),
      username: username.optional(),
      bio: biography.optional(),
      picture: pictureAddress.nullable().optional(),
      email: emailAddress.optional(),
      newPassword: password.optional(),
      currentPassword,
    }),
    output: me,
    afterCommit: forgetSessions,
    secrets: { input: ['newPassword', 'currentPassword'] },
    proof: {
      need: 'freshSignIn',
      when: async ({ ctx, input: { email, newPassword } }) =>
        newPassword !== undefined || (email !== undefined && email !== (await ctx.session())?.user.email),
    },
    change: updated,
    conflicts: accountConflicts,
    params: async ({ ctx, input: { newPassword, ...input }, actor }) => {
      const session = await ctx.session()
      const userId = requireUserId(actor)
      // The answer reveals whether the address has an account.
      if (input.email !== undefined && input.email !== session?.user.email)
        await ctx.limits.act('newAddress', async () => undefined, userId)
      const hash = newPassword === undefined ? undefined : await newPasswordHash(ctx, userId, newPassword)
      return {
        id: userId,
        version: input.version,
        name: input.name,
        username: input.username,
        bio: input.bio,
        picture: input.picture,
        email: input.email,
        ...newPasswordParams(hash, session?.id),
      }
    },
  }),

  /** Ends all other sessions, bearer tokens included: whoever had the old password is out. */
  changePassword: write({
    rule: signedIn,
    input: z.strictObject({ currentPassword, newPassword: password }),
    output: z.object({ endedSessions: z.int() }),
    afterCommit: forgetSessions,
    proof: { need: 'freshBrowser' },
    secrets: { input: ['currentPassword', 'newPassword'] },
    event: 'users.passwordChanged',
    prepare: ({ ctx, input, actor }) => newPasswordHash(ctx, requireUserId(actor), input.newPassword),
    run: async ({ db, proven }, hash) => {
      const { session, user } = proven()
      const { userId } = user
      const data = { hash, updatedAt: new Date() }
      await db.tx.password.upsert({ where: { userId }, update: data, create: { userId, ...data } })
      const { count } = await db.tx.session.deleteMany({ where: { userId, id: { not: session.id } } })
      return {
        subject: userId,
        after: { endedSessions: count },
        output: { endedSessions: count },
        device: { userId, hash },
      }
    },
  }),

  /**
   * Takes an account away: one's own, or any by an operator, but never that of an operator. What a person has written has to go first
   * (`IN_USE`); marks, follows, sessions, saved views and imports go with the account.
   */
  remove: writeRow({
    rule: removable,
    input: z.strictObject({ id: z.uuid(), currentPassword }),
    output: z.object({ id: z.uuid() }),
    afterCommit: forgetSessions,
    proof: { need: 'freshBrowser' },
    secrets: { input: ['currentPassword'] },
    change: removed,
    params: ({ input: { id } }) => ({ id }),
  }),
}
