import type { Actor } from '@plinth/core/actor'
import { PlinthError } from '@plinth/core/errors'
import { everyone } from '@plinth/core/rule'
import { normalise } from '@plinth/core/where'
import { z } from 'zod'
import { read } from '../kit/procedure.ts'
import type { ProcedureMeta } from '../kit/procedure-types.ts'
import type { Definition } from '../kit/resource/definition.ts'
import { describe, description } from '../kit/resource/describe.ts'
import { labelOf } from '../kit/resource/label-of.ts'

/** `maybe`: some rows, which the procedure finds out. */
const may = z.enum(['yes', 'maybe'])

const described = description.extend({
  /** The standard verbs that this resource has and the actor is not refused outright. */
  verbs: z.record(z.string(), may),
  /** Its own verbs of one row, such as `publish`. */
  transitions: z.array(z.object({ name: z.string(), label: z.string(), may })),
})

type Described = z.output<typeof described>

const standard = new Set([
  ...['get', 'list', 'create', 'update', 'remove', 'restore', 'purge', 'history', 'revert'],
  ...['createMany', 'updateMany', 'removeMany'],
])

/** Whether an actor may call a procedure at all; undefined when not. What depends on the row is a maybe. */
function mayCall({ rule }: ProcedureMeta, actor: Actor): z.output<typeof may> | undefined {
  const answer = normalise(rule(actor))
  if (answer === false) return undefined
  return answer === true ? 'yes' : 'maybe'
}

/** The resource as this actor finds it, or undefined where they may not even list it. */
function describeFor(
  definition: Definition,
  procedures: Readonly<Record<string, ProcedureMeta>> = {},
  actor: Actor,
): Described | undefined {
  const allowed = Object.entries(procedures).flatMap(([name, meta]) => {
    const answer = mayCall(meta, actor)
    return answer === undefined ? [] : [[name, answer] as const]
  })
  const verbs = Object.fromEntries(allowed.filter(([name]) => standard.has(name)))
  if (!verbs.list) return undefined
  const transitions = allowed
    .filter(([name]) => !standard.has(name))
    .map(([name, answer]) => ({ name, label: labelOf(name), may: answer }))
  return { ...describe(definition), verbs, transitions }
}

export const resources = {
  /** The nouns whose rows the actor may list, by name. */
  list: read({
    rule: everyone,
    input: z.void(),
    output: z.array(described),
    run: async ({ ctx, actor }) =>
      Object.entries(ctx.definitions).flatMap(
        ([name, definition]) => describeFor(definition as Definition, ctx.procedures[name], actor) ?? [], // as Context says
      ),
  }),

  /** One of them. */
  get: read({
    rule: everyone,
    input: z.strictObject({
      name: z
        .string()
        .max(100)
        .meta({ examples: ['articles'] }),
    }),
    output: described,
    run: async ({ ctx, actor, input: { name } }) => {
      const definition = Object.hasOwn(ctx.definitions, name) ? ctx.definitions[name] : undefined
      const found = definition && describeFor(definition as Definition, ctx.procedures[name], actor) // as Context says
      if (!found) throw new PlinthError('NOT_FOUND')
      return found
    },
  }),
}
