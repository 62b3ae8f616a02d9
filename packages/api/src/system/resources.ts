import type { Actor } from '@plinth/core/actor'
import { PlinthError } from '@plinth/core/errors'
import { everyone } from '@plinth/core/rule'
import { normalise } from '@plinth/core/where'
import { z } from 'zod'
import type { Context } from '../kit/context.ts'
import { read } from '../kit/procedure.ts'
import type { KnownProcedure } from '../kit/procedure-types.ts'
import type { Definition } from '../kit/resource/definition.ts'
import { describe, description } from '../kit/resource/describe.ts'
import { labelOf } from '../kit/resource/label-of.ts'
import { describeRowVerb, rowVerb } from '../kit/resource/row-verb.ts'
import { trashedRelations } from '../kit/resource/trashed-relations.ts'
import { standardVerb } from '../kit/resource/verbs/table.ts'

/** `maybe`: allowed for some rows; the procedure checks each row. */
const may = z.enum(['yes', 'maybe'])

const described = description.extend({
  /** The standard verbs that this resource has and the actor is not refused outright. */
  verbs: z.record(z.string(), may),
  /** Verbs of one row that have a button, such as `publish`, with what they take beside the row. */
  transitions: z.array(rowVerb.extend({ may })),
  /** Lists of other nouns whose rows refer to a row of this one: where their `filter` is what the row's `key` holds. */
  related: z.array(z.object({ resource: z.string(), label: z.string(), filter: z.string(), key: z.string() })),
})

type Described = z.output<typeof described>

/** Whether an actor may call a procedure at all; undefined when not. If it depends on the row, the answer is `maybe`. */
function mayCall({ meta }: KnownProcedure, actor: Actor): z.output<typeof may> | undefined {
  const answer = normalise(meta.rule(actor))
  if (answer === false) return undefined
  return answer === true ? 'yes' : 'maybe'
}

type Known = Pick<Context, 'definitions' | 'procedures'>

const definitionAt = ({ definitions }: Known, name: string) =>
  Object.hasOwn(definitions, name) ? (definitions[name] as Definition) : undefined // see Context

function mayList({ procedures }: Known, name: string, actor: Actor): boolean {
  const list = procedures[name]?.list
  return list !== undefined && standardVerb(list.meta) !== undefined && mayCall(list, actor) !== undefined
}

/** The resource as this actor may use it, or undefined if they may not even list it. */
function describeFor(known: Known, name: string, actor: Actor): Described | undefined {
  const definition = definitionAt(known, name)
  if (!definition || !mayList(known, name, actor)) return undefined
  const all = Object.entries(known.procedures[name] ?? {}).flatMap(([verb, procedure]) => {
    const answer = mayCall(procedure, actor)
    const standard = standardVerb(procedure.meta)
    return answer === undefined ? [] : [{ verb, procedure, standard, answer }]
  })
  // Transitions written by the feature come first.
  const allowed = all.toSorted(
    (one, other) => Number(one.standard !== undefined) - Number(other.standard !== undefined),
  )
  return {
    ...describe(definition),
    verbs: Object.fromEntries(allowed.filter(({ standard }) => standard).map(({ verb, answer }) => [verb, answer])),
    transitions: allowed.flatMap(({ verb, procedure, standard, answer }) => {
      if (standard?.console === 'screen') return []
      const button = standard && { button: standard.console, definition }
      const described = describeRowVerb(verb, procedure, button)
      return described ? [{ ...described, may: answer }] : []
    }),
    related: relatedTo(known, definition, actor),
  }
}

/** The nouns that have a relation to rows of this model with a filterable key, and that the actor may list. */
function relatedTo(known: Known, { model, keys, fields }: Definition, actor: Actor): Described['related'] {
  return Object.keys(known.definitions).flatMap((resource) => {
    const other = definitionAt(known, resource)
    if (!other || !mayList(known, resource, actor)) return []
    return Object.entries(other.fields).flatMap(([field, { kind, target, label }]) => {
      const key = keys.find(
        (each) => fields[each] && other.filters[`${field}.${each}`]?.field.comparators.includes('equals'),
      )
      if (kind !== 'one' || target?.definition.model !== model || key === undefined) return []
      return [{ resource, label: label ?? labelOf(field), filter: `${field}.${key}`, key }]
    })
  })
}

const resourceName = z
  .string()
  .max(100)
  .meta({ examples: ['articles'] })

export const resources = {
  /** The nouns whose rows the actor may list, by name. */
  list: read({
    rule: everyone,
    input: z.void(),
    output: z.array(described),
    run: async ({ ctx, actor }) => Object.keys(ctx.definitions).flatMap((name) => describeFor(ctx, name, actor) ?? []),
  }),

  /** One of them. */
  get: read({
    rule: everyone,
    input: z.strictObject({ name: resourceName }),
    output: described,
    run: async ({ ctx, actor, input: { name } }) => {
      const found = describeFor(ctx, name, actor)
      if (!found) throw new PlinthError('NOT_FOUND')
      return found
    },
  }),

  /** Relations of rows that read null because the row that they lead to is in the trash; of those rows that the actor may see there. */
  trashed: read({
    rule: everyone,
    input: z.strictObject({ name: resourceName, ids: z.array(z.uuid()).min(1).max(200) }),
    output: z.array(
      z.object({
        id: z.uuid(),
        field: z.string(),
        target: z.object({ id: z.uuid(), title: z.string().nullable() }),
      }),
    ),
    run: async ({ ctx, db, actor, input: { name, ids } }) => {
      const definition = mayList(ctx, name, actor) ? definitionAt(ctx, name) : undefined
      if (!definition) throw new PlinthError('NOT_FOUND')
      return trashedRelations(db, definition, { ids, actor })
    },
  }),
}
