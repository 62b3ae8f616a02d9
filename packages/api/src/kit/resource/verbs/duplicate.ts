import { normalise } from '@plinth/core/where'
import { z } from 'zod'
import { decide } from '../../pipeline/access.ts'
import { invalidInput } from '../../pipeline/invalid-input.ts'
import { conflictsOf } from '../conflicts-of.ts'
import { createRow } from '../create-row.ts'
import type { Definition, Field, Params } from '../definition.ts'
import { one } from '../fields/relation.ts'
import { findOne } from '../find-one.ts'
import { rowId } from '../row-address.ts'
import { inputSchema } from '../schemas.ts'
import { storedRow } from '../stored-answer.ts'
import type { MutationVerb } from './verb.ts'

/**
 * Makes a row from one that the actor may read: the fields that a creation takes, as that actor reads them, or as they are given. Secrets are not copied,
 * and what the server sets of a new row it sets anew.
 */
export const duplicate: MutationVerb<'duplicate'> = {
  name: 'duplicate',
  kind: 'mutation',
  rows: 'one',
  // The rule for the source row; the `create` rule applies to the new row.
  rule:
    ({ read, create }) =>
    (actor) =>
      normalise(create(actor)) === false ? false : read(actor),
  input: (definition) => inputSchema(definition, definition.creates, true).extend({ id: rowId }),
  output: ({ schemas }) => schemas.written,
  event: 'created',
  rest: { method: 'POST', path: '/{id}/duplicate', status: 201 },
  words: {
    summary: ({ one }) => `Duplicate one ${one}`,
    about: () =>
      'Copies the fields that a creation takes, as you read them; those in the body replace what would be copied. Secrets are not copied. A unique value has to be replaced.',
    success: 'It was created.',
  },
  console: {
    about: ({ one }) => `A new ${one} is made from this one.`,
    // What another row may have already.
    fields: (definition) =>
      Object.values(conflictsOf(definition)).flatMap(({ field }) =>
        definition.creates.includes(field) ? [field] : [],
      ),
  },
  fromJson: storedRow,
  work(definition) {
    const { creates, fields, rules } = definition
    const names = creates.filter((name) => name !== 'id' && !fields[name]?.isSecret)
    const find = findOne({ ...definition, fields: readAsWritten(definition, names) }, names)
    const write = createRow(definition)
    return async (call, { attempt }) => {
      const { id, ...input } = call.input as Params // by its schema
      const { actor, db } = call
      const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))
      const source = await find(db, { id }, { actor, rule: call.access.take() })
      const values = { ...copied(definition, source, given), ...given }
      return write(call, values, { rule: decide(rules.create, actor), attempt })
    }
  },
}

/** The fields with relations read as they are written: by the id of the row, where the actor may see it. */
function readAsWritten({ fields, model }: Definition, names: readonly string[]): Definition['fields'] {
  const relations = names.flatMap((name): [string, Field][] => {
    const { target, relation = name, rule } = fields[name] ?? {}
    if (!target) return []
    const byId = one(target, ['id'] as never, { relation, isNullable: true, ...(rule && { rule }) }) // its rows are of no type here
    return [[name, byId.named?.(name, model) ?? byId]]
  })
  return { ...fields, ...Object.fromEntries(relations) }
}

/**
 * What is copied of a row, checked as a creation is.
 * @throws PlinthError `INVALID_INPUT` with the fields that have to be given: what the schema refuses by now, and what it requires and the actor may not see
 */
function copied({ fields, schemas }: Definition, source: Params, given: Params): Params {
  const values = Object.entries(source).flatMap(([name, value]): [string, unknown][] => {
    const { rule, input, target } = fields[name] ?? {}
    // Of a field with a rule, null may say that the actor may not see it; of a field that takes no null, that none was given.
    const isLeftOut = value === null && (rule !== undefined || input?.safeParse(null).success !== true)
    if (name in given || isLeftOut) return []
    return [[name, target && value !== null ? Object(value).id : value]]
  })
  const rest = Object.entries(schemas.create.shape).filter(([name]) => !(name in given))
  const checked = z.strictObject(Object.fromEntries(rest)).safeParse(Object.fromEntries(values))
  if (!checked.success) throw invalidInput(checked.error)
  return checked.data
}
