import { userIdOf } from '@plinth/core/actor'
import { PlinthError } from '@plinth/core/errors'
import { newId } from '@plinth/core/id'
import { all, signedIn } from '@plinth/core/rule'
import { fragment, withSteps } from '@plinth/db/fragment'
import { statement } from '@plinth/db/statement'
import { modelOf, tableRow } from '@plinth/db/where'
import { z } from 'zod'
import { mutation } from '../base-procedures.ts'
import { type EventParams, eventActor, eventColumns, eventParams, eventType } from '../change.ts'
import type { Definition, Params } from './definition.ts'
import type { LinkOptions } from './verb-types.ts'

const linkInput = z.strictObject({ id: z.uuid() })
const linkOutput = z.object({ id: z.uuid(), isChanged: z.boolean() }).meta({ title: 'LinkChange' })

interface Linked {
  id: string
  isChanged: boolean
}

/**
 * The verbs by which a person ties a row to themselves and lets it go, such as `favorite` and `unfavorite`. Doing it twice is doing it once:
 * the second time nothing changes and no event tells of it, however many try at once. Only rows that the person may read can be tied.
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
    statement<Params & EventParams, Linked>((q) => {
      const live = definition.isSoft ? fragment` and ${row.column('removedAt')} is null` : fragment``
      const target = fragment`select ${row.column('id')} from ${fragment.id(model.table)}
        where ${row.column('id')} = ${q.param('id')} and ${q.check('rule', row)}${live}`
      const changed = isAdding
        ? fragment`insert into ${table} ("id", ${ownerColumn}, ${userColumn})
            select ${q.param('linkId')}::uuid, "target"."id", ${q.param('userId')}::uuid from "target"
            on conflict (${userColumn}, ${ownerColumn}) do nothing returning *`
        : fragment`delete from ${table} as "link" using "target"
            where "link".${ownerColumn} = "target"."id" and "link".${userColumn} = ${q.param('userId')}::uuid returning "link".*`
      const event = eventType(`${noun}.${isAdding ? 'created' : 'removed'}`)
      const [before, after] = isAdding ? [fragment`null::jsonb`, told] : [told, fragment`null::jsonb`]
      return withSteps<Linked>(
        {
          target,
          changed,
          event: fragment`insert into "events" (${eventColumns})
            select ${q.param('event.id')}::uuid, ${event}, "changed"."id", ${eventActor(q)}, ${before}, ${after} from "changed"`,
        },
        fragment`select "id", exists (select from "changed") as "isChanged" from "target"`,
      )
    })

  const rule = all(signedIn, definition.rules.read)
  const verb = (isAdding: boolean) => {
    const linked = linking(isAdding)
    return mutation(
      { rule, input: linkInput, output: linkOutput, event: `${noun}.${isAdding ? 'created' : 'removed'}` },
      async ({ ctx, db, input, actor, access }) => {
        const { id } = input as z.output<typeof linkInput> // by its schema
        const userId = userIdOf(actor)
        if (userId === undefined) throw new PlinthError('SIGN_IN_REQUIRED')
        if (isAdding) refuse?.({ id, userId })
        const params = { id, userId, linkId: isAdding ? newId() : undefined, ...eventParams(actor, ctx.requestId) }
        const [found] = await linked.run(db, params, { rule: access.take() })
        if (!found) throw new PlinthError('NOT_FOUND')
        return found
      },
    )
  }
  return { add: verb(true), drop: verb(false) }
}
