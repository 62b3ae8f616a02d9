import { newId } from '@plinth/core/id'
import { fragment } from '@plinth/db/fragment'
import type { Build } from '@plinth/db/statement'
import { eventStep } from '@plinth/platform/events/append'
import type { EventParams } from '@plinth/platform/events/event'
import { hashPassword } from '@plinth/platform/passwords/password'
import type { ChangePlan } from '../kit/change.ts'
import type { Context } from '../kit/context.ts'
import '../kit/database-context.ts'

/** The parameters that a new password adds to the statement that changes its user. */
export interface NewPassword {
  hash: string | undefined
  /** The session that is kept. */
  keep: string | undefined
  passwordEventId: string | undefined
}

/** The hash of a new password; an account may request only a limited number in an hour. @throws PlinthError as `Limits.act` */
export function newPasswordHash(ctx: Context, userId: string, password: string): Promise<string> {
  return ctx.limits.act('newPassword', (asker) => hashPassword(password, asker), userId)
}

/** @param keep the session from which the password is changed */
export function newPasswordParams(hash: string | undefined, keep: string | undefined): NewPassword {
  if (hash === undefined) return { hash: undefined, keep: undefined, passwordEventId: undefined }
  return { hash, keep, passwordEventId: newId() }
}

/** Steps after `changed`: store the new hash, end all other sessions (to lock out anyone who knew the old password), and record both as an event. */
export function newPasswordSteps(q: Build<NewPassword & EventParams>): ChangePlan['steps'] {
  if (!q.has('hash')) return {}
  return {
    password: fragment`insert into "passwords" ("userId", "hash") select "id", ${q.param('hash')}::text from "changed"
      on conflict ("userId") do update set "hash" = excluded."hash", "updatedAt" = now()`,
    ended: fragment`delete from "sessions" using "changed"
      where "sessions"."userId" = "changed"."id" and "sessions"."id" <> ${q.param('keep')}::uuid returning "sessions"."id"`,
    passwordEvent: eventStep(q, {
      type: 'users.passwordChanged',
      from: fragment`"changed"`,
      id: q.param('passwordEventId'),
      after: fragment`jsonb_build_object('endedSessions', (select count(*) from "ended"))`,
    }),
  }
}
