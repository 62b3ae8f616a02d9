import type { Rule } from '@plinth/core/rule'
import { normalise, type Predicate, type Scalar, type Where } from '@plinth/core/where'
import { fragment } from '@plinth/db/fragment'
import type { Model } from '@plinth/db/model'
import { joinOn, modelOf, tableRow } from '@plinth/db/where'
import { z } from 'zod'
import type { Field } from '../definition.ts'
import { allOf } from '../filters.ts'
import { nounOf } from '../nouns.ts'
import { unknownInWhere } from '../rule-columns.ts'

interface Options {
  label?: string
  hint?: string
  /** The resource whose read rule holds, where several show rows of the model. */
  noun?: string
}

/** Which rows count: a `where`, or values that columns have. */
type Counting<Row extends object> = Where<Row> | Readonly<Record<string, Scalar>>

/** A field that counts the rows behind a relation of this name. */
export interface CountField<Output, Name extends string> extends Field<Output, never> {
  /** Types only: the relation that the model must have. */
  readonly counts?: Name
}

/**
 * How many rows of another resource belong to a row: count('replies', { isPublic: true }). Only rows count that the reader may read by that
 * resource's read rule and that are not in the trash; they are counted in the statement that reads the row. No index holds the number, so
 * lists are neither filtered nor sorted by it.
 */
export function count<const Name extends string, Row extends object = Record<string, Scalar | null>>(
  relation: Name,
  where: Counting<Row> | undefined,
  options: Options & { rule: Rule },
): CountField<number | null, Name>
export function count<const Name extends string, Row extends object = Record<string, Scalar | null>>(
  relation: Name,
  where?: Counting<Row>,
  options?: Options,
): CountField<number, Name>
export function count<const Name extends string, Row extends object = Record<string, Scalar | null>>(
  relation: Name,
  where: Counting<Row> = {},
  { noun, ...options }: Options & { rule?: Rule } = {},
): CountField<never, Name> {
  const counting = normalise(expanded(where))
  const made = (name: string, model: Model): Field => {
    const related = relatedBy(name, model, { relation, counting })
    const table = modelOf(related.model).table
    // Looked up when it is needed: the other resource may be declared after this one.
    const of = () => nounOf(related.model, noun)
    return {
      ...field,
      counted: { relation, of },
      select: ({ q, row, prefix }, name) => {
        const alias = `of ${prefix}${name}`
        const inner = tableRow(table, alias)
        const live = of().isSoft ? fragment` and ${inner.column('removedAt')} is null` : fragment``
        return fragment`(select count(*)::int from ${fragment.table(table, alias)}
          where ${joinOn(related, row, alias)} and ${q.check(checkOf(prefix, name), inner)}${live})`
      },
      checks: ({ prefix, name }, actor, add) =>
        add(checkOf(prefix, name), allOf([normalise(of().rules.read(actor)), counting])),
    }
  }
  const field: Field = {
    ...options,
    kind: 'integer',
    isNullable: options.rule !== undefined,
    columns: [],
    input: undefined,
    output: z.int().min(0),
    named: made,
    select: () => {
      throw new Error(`A count of ${relation} was read before its resource was declared.`)
    },
    comparators: [],
    unindexed:
      'it is counted in another table for whoever reads, and no index holds the number. Keep a number in a column of the model, or declare a question',
  }
  return field as unknown as CountField<never, Name> // the overloads say what it reads
}

const checkOf = (prefix: string, name: string) => `${prefix}count ${name}`

/** A plain value means `equals`. */
const expanded = (where: object) =>
  Object.fromEntries(
    Object.entries(where).map(([key, value]) => [
      key,
      (typeof value === 'object' && !(value instanceof Date)) || value === undefined ? value : { equals: value },
    ]),
  )

/** The relation that is counted. @throws Error when the model or what it leads to does not have what the declaration names */
function relatedBy(
  name: string,
  model: Model,
  { relation, counting }: { relation: string; counting: boolean | Predicate },
) {
  const refuse = (what: string): never => {
    throw new Error(`The field ${name} of ${model.name} cannot be counted: ${what}.`)
  }
  const related = model.relations[relation] ?? refuse(`${model.name} has no relation ${relation}`)
  if (related.kind !== 'many') refuse(`${relation} leads to one row. Expected a relation to many`)
  if (model.columns[name]) refuse(`${model.name} has a column of this name; give the field another one`)
  const unknown = unknownInWhere(counting, modelOf(related.model))
  if (unknown !== undefined) refuse(`it asks for ${unknown}, which ${related.model} does not have`)
  return related
}
