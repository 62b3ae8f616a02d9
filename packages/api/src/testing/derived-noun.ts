import type { Actor } from '@plinth/core/actor'
import type { Rule } from '@plinth/core/rule'
import { getUntypedClient } from '@trpc/client'
import { z } from 'zod'
import { definitionOf, definitions } from '../definitions.ts'
import { appRouter } from '../router.ts'
import { type TestUser, unique } from './factories.ts'

/** A noun whose calls nobody wrote: they follow from its definition. */
export interface DerivedNoun {
  readonly name: string
  readonly table: string
  /** What an author creates. */
  item(): Record<string, unknown>
  /** What of it is changed. */
  readonly change: Record<string, unknown>
}

/** The nouns without a call in `calls` whose rows are created through their own procedure. @throws Error naming a field whose value does not follow from its schema */
export function derivedNouns(calls: object): DerivedNoun[] {
  const isKnown = (name: string) => Object.keys(calls).some((key) => key.startsWith(`${name}.`))
  return Object.values(definitions)
    .filter(({ name }) => !isKnown(name) && `${name}.create` in appRouter._def.procedures)
    .map(({ name, model, schemas }) => ({
      name,
      table: model.table,
      item: () => sample(schemas.create, true),
      change: sample(schemas.update, false),
    }))
}

/** A row of this noun, created by this user. */
export async function aRowOf({ name, item }: DerivedNoun, { api }: TestUser): Promise<{ id: string; version: number }> {
  const created = await getUntypedClient(api).mutation(`${name}.create`, item())
  return created as { id: string; version: number } // as each resource answers
}

function sample(schema: z.ZodObject, isCreation: boolean): Record<string, unknown> {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  const names = isCreation ? required : Object.keys(properties).slice(0, 1)
  return Object.fromEntries(names.map((name) => [name, sampleOf(name, properties[name])]))
}

function sampleOf(name: string, property: unknown): unknown {
  const { type, enum: choices, examples, maxLength = 30, minimum = 1 } = Object(property)
  if (Array.isArray(choices)) return choices[0]
  if (Array.isArray(examples)) return examples[0]
  if (type === 'string') return unique().slice(0, maxLength)
  if (type === 'number' || type === 'integer') return minimum
  if (type === 'boolean') return true
  if (type === 'array') return []
  throw new Error(`No value for ${name} follows from its schema: write the calls of its noun into every-procedure.ts.`)
}

type Outcome = 'OK' | 'SIGN_IN_REQUIRED' | 'FORBIDDEN' | 'NOT_FOUND'

const someone = (isOperator: boolean): Actor => ({
  type: 'user',
  userId: crypto.randomUUID(),
  sessionId: crypto.randomUUID(),
  isOperator,
})

/** Answers that need no row, or make one of the caller's own. */
const withoutRow = ['list', 'create', 'createMany']

/**
 * What anonymous, a stranger, the author, an operator and a program of the author get of a verb, by its rule.
 * @throws Error for a rule about more than who made the row: what it gives has to be said by hand
 */
export function derivedRow(path: string): [Outcome, Outcome, Outcome, Outcome, Outcome] {
  const procedures: Record<string, unknown> = appRouter._def.procedures
  const procedure = procedures[path] as { _def: { meta: { rule: Rule; verb?: string } } } // the kit puts its meta there
  if (!definitionOf(procedure)) throw new Error(`${path} was written by hand: so is what each actor gets of it.`)
  const { rule, verb = '' } = procedure._def.meta
  const outcome = (actor: Actor, isAuthor: boolean): Outcome => {
    const answer = rule(actor)
    if (answer === false) return actor.type === 'anonymous' ? 'SIGN_IN_REQUIRED' : 'FORBIDDEN'
    if (answer === true || withoutRow.includes(verb)) return 'OK'
    const isOwn = actor.type === 'user' && Object.values(answer).every((value) => Object(value).equals === actor.userId)
    if (!isOwn)
      throw new Error(`The rule of ${path} is about more than the author: say in access.test.ts who gets what.`)
    return isAuthor ? 'OK' : 'NOT_FOUND'
  }
  const author = someone(false)
  return [
    outcome({ type: 'anonymous' }, false),
    outcome(someone(false), false),
    outcome(author, true),
    outcome(someone(true), false),
    outcome(author, true),
  ]
}
