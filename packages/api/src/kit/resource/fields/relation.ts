import { everyone } from '@plinth/core/rule'
import { normalise } from '@plinth/core/where'
import { fragment } from '@plinth/db/fragment'
import { joinOn, modelOf, type RowSource, tableRow } from '@plinth/db/where'
import { z } from 'zod'
import type { Definition, Field, FieldOptions } from '../definition.ts'
import type { Part } from '../row.ts'
import { outputSchema } from '../schemas.ts'
import { checksOf, jsonReader, jsonRow } from '../select.ts'
import type { Target } from '../verb-types.ts'

interface OneOptions<Relation extends string> extends FieldOptions {
  /** The relation in the model, where the field has another name. */
  relation?: Relation
  /** May be written: the id of a row that the actor may see. */
  isWritable?: boolean
  /** Every row has one, though not everyone may see it: null cannot be written. */
  isRequired?: boolean
}

/**
 * The row of another resource that belongs to a row: through that resource's public fields and its read rule. A reader who may not see it gets null.
 * A target that everyone may read, behind a column that is never null, is never null.
 */
export function one<Row, const Names extends readonly (keyof Row & string)[], const Relation extends string = string>(
  target: Target<Row>,
  names: Names,
  options: OneOptions<Relation> & { isNullable: true; isRequired: true },
): Field<Part<Row, Names[number]> | null, string, Relation>
export function one<Row, const Names extends readonly (keyof Row & string)[], const Relation extends string = string>(
  target: Target<Row>,
  names: Names,
  options: OneOptions<Relation> & { isNullable: true },
): Field<Part<Row, Names[number]> | null, string | null, Relation>
export function one<Row, const Names extends readonly (keyof Row & string)[], const Relation extends string = string>(
  target: Target<Row>,
  names: Names,
  options?: OneOptions<Relation>,
): Field<Part<Row, Names[number]>, string, Relation>
export function one<Row, const Names extends readonly (keyof Row & string)[]>(
  target: Target<Row>,
  names: Names,
  { relation, isWritable = false, isRequired = false, ...options }: OneOptions<string> & { isNullable?: boolean } = {},
): Field<never, never> {
  const definition = definitionOf(target)
  const isNullable = 'isNullable' in options && options.isNullable === true
  if (!isNullable && (definition.rules.read !== everyone || definition.isSoft)) {
    throw new Error(
      `Not everyone may see all ${definition.labels.many}, so a relation to one may read null: declare it with \`isNullable: true\`.`,
    )
  }
  const field: Field = {
    ...options,
    kind: 'one',
    isNullable,
    columns: [],
    named: (name, model) => ({ ...field, columns: relationOf(model, relation ?? name).from }),
    input: isWritable ? (isNullable && !isRequired ? z.uuid().nullable() : z.uuid()) : undefined,
    output: isNullable ? outputSchema(definition, names).nullable() : outputSchema(definition, names),
    isJson: true,
    select: ({ q, row, prefix, isFile }, name) => {
      const known = relationOf(row.model, relation ?? name)
      const alias = aliasOf(prefix, name)
      const inner = tableRow(definition.model.table, alias)
      const place = { q, row: inner, prefix: `${prefix}${name}.`, isFile }
      return fragment`(select ${jsonRow(place, definition, names)} from ${fragment.table(definition.model.table, alias)}
        where ${joinOn(known, row, alias)} and ${q.check(`${prefix}${name}`, inner)}${live(definition, inner)})`
    },
    checks: ({ prefix, name }, actor, add) => {
      add(`${prefix}${name}`, normalise(definition.rules.read(actor)))
      checksOf({ definition, names, prefix: `${prefix}${name}.` }, actor, add)
    },
    fromJson: jsonReader(definition, names),
    comparators: [],
    target: { definition, fields: names },
    ...(relation !== undefined && { relation }),
  }
  return field as Field<never, never> // the overloads say what it reads and takes
}

interface ManyOptions extends FieldOptions {
  /** The relation in the model, where the field has another name. */
  relation?: string
  /** Columns of the other rows, with `-` for descending. */
  orderBy?: readonly string[]
  /** At most so many are shown; 20 when not given. */
  limit?: number
}

/** The rows of another resource that belong to a row, the first `limit` of those that the actor may see. */
export function many<Row, const Names extends readonly (keyof Row & string)[]>(
  target: Target<Row>,
  names: Names,
  { relation, orderBy = ['id'], limit = 20, ...options }: ManyOptions = {},
): Field<Part<Row, Names[number]>[], never> {
  const definition = definitionOf(target)
  const reader = jsonReader(definition, names)
  const field: Field = {
    ...options,
    kind: 'many',
    isNullable: false,
    columns: [],
    input: undefined,
    output: z.array(outputSchema(definition, names)),
    isJson: true,
    select: ({ q, row, prefix, isFile }, name) => {
      const known = relationOf(row.model, relation ?? name)
      const alias = aliasOf(prefix, name)
      const inner = tableRow(definition.model.table, alias)
      const place = { q, row: inner, prefix: `${prefix}${name}.`, isFile }
      const order = orderBy.map((key) =>
        key.startsWith('-') ? fragment`${inner.column(key.slice(1))} desc` : inner.column(key),
      )
      return fragment`coalesce((select json_agg("of"."row") from (select ${jsonRow(place, definition, names)} as "row"
        from ${fragment.table(definition.model.table, alias)} where ${joinOn(known, row, alias)}
          and ${q.check(`${prefix}${name}`, inner)}${live(definition, inner)}
        order by ${fragment.list(order)} limit ${fragment.number(limit)}) as "of"), '[]'::json)`
    },
    checks: ({ prefix, name }, actor, add) => {
      add(`${prefix}${name}`, normalise(definition.rules.read(actor)))
      checksOf({ definition, names, prefix: `${prefix}${name}.` }, actor, add)
    },
    fromJson: (value) => (Array.isArray(value) ? value.map(reader) : value),
    comparators: [],
    target: { definition, fields: names },
    ...(relation !== undefined && { relation }),
  }
  return field as Field<Part<Row, Names[number]>[], never> // by its output schema
}

/** Only `resource()` makes definitions, and makes them whole; declarations show less of them. */
const definitionOf = ({ definition }: Target) => definition as Definition

/** Rows that were removed softly are shown to nobody through others. */
function live({ isSoft }: Definition, row: RowSource) {
  return isSoft ? fragment` and ${row.column('removedAt')} is null` : fragment``
}

/** The alias of the rows behind a relation: the way to them, in a form that no table's name has. */
const aliasOf = (prefix: string, name: string) => `of ${prefix}${name}`

/** The columns behind a relation. @throws Error when the model has none of this name */
function relationOf(model: Definition['model'] | undefined, name: string) {
  const known = model?.relations[name]
  if (!known) throw new Error(`${model?.name} has no relation ${name} in its Prisma model.`)
  modelOf(known.model)
  return known
}
