import { userIdOf } from '@plinth/core/actor'
import { PlinthError } from '@plinth/core/errors'
import { newId } from '@plinth/core/id'
import { signedIn } from '@plinth/core/rule'
import { fragment } from '@plinth/db/fragment'
import { statement } from '@plinth/db/statement'
import { modelOf, tableRow } from '@plinth/db/where'
import { eventStep } from '@plinth/platform/events/append'
import { eventParams } from '@plinth/platform/events/event'
import { z } from 'zod'
import { mutation } from '../base-procedures.ts'
import type { EngineParams } from '../change.ts'
import { withKey } from '../pipeline/key-step.ts'
import type { Definition, Params } from './definition.ts'
import { verbRule } from './rules.ts'
import type { LinkOptions } from './verb-types.ts'

const linkInput = z.strictObject({ id: z.uuid() })
const linkOutput = z.object({ id: z.uuid(), isChanged: z.boolean() }).meta({ title: 'LinkChange' })

interface Linked {
  id: string
  isChanged: boolean
}

/**
 * The verbs that link a row to a user and unlink it, such as `favorite` and `unfavorite`. They are idempotent: the second call changes
 * nothing and writes no event, even if calls are concurrent. Only rows that the user may read can be linked.
 */
export function linkVerbs(definition: Definition, { relation, user, noun, refuse }: LinkOptions) {
  const { model } = definition
  const link = model.relations[relation]
  const [owner] = link?.to ?? []
  if (!link || owner === undefined) throw new Error(`${model.name} has no relation ${relation} in its Prisma model.`)
  const links = modelOf(link.model)
  const isOnce = [links.id, ...links.uniques].some(
    (columns) => [...columns].sort().join() === [owner, user].sort().join(),
  )
  if (!isOnce) throw new Error(`${links.name} cannot be linked by: expected @@unique([${user}, ${owner}]).`)

  const [table, ownerColumn, userColumn] = [links.table, owner, user].map(fragment.id) as [never, never, never] // three names
  const row = tableRow(model.table)
  const told = fragment`jsonb_build_object(${fragment.constant(owner)}, "changed".${ownerColumn}, ${fragment.constant(user)}, "changed".${userColumn})`

  const linking = (isAdding: boolean) =>
    statement<Params & EngineParams, Linked>((q) => {
      const live = definition.isSoft ? fragment` and ${row.column('removedAt')} is null` : fragment``
      const target = fragment`select ${row.column('id')} from ${fragment.id(model.table)}
        where ${row.column('id')} = ${q.param('id')} and ${q.check('rule', row)}${live}`
      const changed = isAdding
        ? fragment`insert into ${table} ("id", ${ownerColumn}, ${userColumn})
            select ${q.param('linkId')}::uuid, "target"."id", ${q.param('userId')}::uuid from "target"
            on conflict (${userColumn}, ${ownerColumn}) do nothing returning *`
        : fragment`delete from ${table} as "link" using "target"
            where "link".${ownerColumn} = "target"."id" and "link".${userColumn} = ${q.param('userId')}::uuid returning "link".*`
      const event = eventStep(q, {
        type: `${noun}.${isAdding ? 'created' : 'removed'}`,
        from: fragment`"changed"`,
        ...(isAdding ? { after: told } : { before: told }),
      })
      return withKey<Linked>(q, {
        steps: { target, changed, event },
        answer: fragment`select "id", exists (select from "changed") as "isChanged" from "target"`,
        isDone: fragment`true`,
        besides: [],
      })
    })

  const rule = verbRule(definition, signedIn)
  const verb = (isAdding: boolean) => {
    const linked = linking(isAdding)
    return mutation(
      {
        rule,
        input: linkInput,
        output: linkOutput,
        event: `${noun}.${isAdding ? 'created' : 'removed'}`,
        fromJson: (answer) => answer,
      },
      async ({ ctx, db, input, actor, access, key }) => {
        const { id } = input as z.output<typeof linkInput> // by its schema
        const userId = userIdOf(actor)
        if (userId === undefined) throw new PlinthError('SIGN_IN_REQUIRED')
        if (isAdding) refuse?.({ id, userId })
        const linkId = isAdding ? newId() : undefined
        const params = { id, userId, linkId, ...eventParams(actor, ctx.requestId), ...key?.take() }
        const [found] = await linked.run(db, params, { rule: access.take() })
        if (!found) throw new PlinthError('NOT_FOUND')
        return found
      },
    )
  }
  return { add: verb(true), drop: verb(false) }
}
