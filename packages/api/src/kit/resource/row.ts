import type { Many, One } from '@plinth/core/where'
import type { Relation } from '@plinth/db/model'
import type { Models } from '@plinth/db/models'
import type { z } from 'zod'
import type { Field, FieldOptions } from './definition.ts'

export type ModelName = keyof Models & string

export type Columns<M extends ModelName> = Models[M]['columns']

/** A row as rules see it: columns, and rows of other models that belong to it. */
export type RuleRow<M extends ModelName> = Columns<M> & {
  [R in keyof Models[M]['relations']]: Models[M]['relations'][R] extends Relation<infer Target, infer Kind>
    ? Target extends ModelName
      ? Kind extends 'many'
        ? Many<RuleRow<Target>>
        : One<RuleRow<Target>>
      : never
    : never
}

/** A column as its model declares it, with a schema for what may be written. */
export interface ColumnOptions<Schema extends z.ZodType = z.ZodType> extends FieldOptions {
  schema?: Schema
  /** Optional on creation: `derive` then sets it. */
  isOptional?: true
  /** A text that filters match as a whole, never in part. */
  isCode?: true
  /** A text that is more than text, or a column that holds a reference to a file. */
  kind?: 'markdown' | 'email' | 'url' | 'file'
}

/** The declaration of a column: `true`, a schema, or options. Other fields are made by functions such as `one` and `money`. */
export type Declared = true | z.ZodType | ColumnOptions | Field

/** Computed from columns that the model has, or counting behind a relation that it has; other fields name neither in their types. */
type Fitting<M extends ModelName> = {
  readonly reads?: keyof Columns<M>
  readonly counts?: keyof Models[M]['relations']
}

export type Fields<M extends ModelName> = { [K in keyof Columns<M>]?: Declared } & {
  [name: string]: Exclude<Declared, Field> | (Field & Fitting<M>)
}

export type OutputOf<M extends ModelName, Name, D> =
  D extends Field<infer Output, unknown>
    ? Output
    : Name extends keyof Columns<M>
      ? D extends { rule: unknown }
        ? Columns<M>[Name] | null
        : Columns<M>[Name]
      : never

export type InputOf<M extends ModelName, Name, D> =
  D extends Field<unknown, infer Input>
    ? Input
    : D extends z.ZodType
      ? z.input<D>
      : D extends { schema: infer Schema extends z.ZodType }
        ? z.input<Schema>
        : Name extends keyof Columns<M>
          ? Columns<M>[Name]
          : never

/**
 * Takes the name off a type: in declarations its members stand where it is used, and not the whole declaration that it was made from. With
 * names, each noun that leads to another one would carry that one's declaration in its own, and so on.
 */
type Flat<T> = T extends infer Known ? { -readonly [K in keyof Known]: Known[K] } : never

export type Row<M extends ModelName, F, Names extends keyof F> = Flat<{ [K in Names]: OutputOf<M, K, F[K]> }>

/** Some fields of a row. */
export type Part<Row, Names extends keyof Row> = Flat<{ [K in Names]: Row[K] }>

/** The input of a creation: fields that neither the model nor the resource sets are required. */
export type Creation<M extends ModelName, F, Names extends keyof F> = Flat<
  {
    [K in Exclude<Names, Optional<M, F, Names>>]: InputOf<M, K, F[K]>
  } & { [K in Optional<M, F, Names>]?: InputOf<M, K, F[K]> | undefined }
>

/** The run time follows the same rule, in `inputSchema`. */
type Optional<M extends ModelName, F, Names extends keyof F> = {
  [K in Names]: F[K] extends { isOptional: true } ? K : [HeldBy<K, F[K]>] extends [Models[M]['optional']] ? K : never
}[Names]

/** The columns or the relation that hold a field. */
type HeldBy<K, D> = D extends Field<unknown, unknown, infer Held> ? (string extends Held ? K : Held) : K

export type Update<M extends ModelName, F, Names extends keyof F> = Flat<{
  [K in Names]?: InputOf<M, K, F[K]> | undefined
}>

/** The fields that are stored in the columns of a row, with their values as a write takes them. */
export type WrittenRow<M extends ModelName, F> = Flat<{
  readonly [K in keyof F as IsStored<F[K]> extends true ? K : never]: InputOf<M, K, F[K]>
}>

/** Names and computed values are not stored in the row. */
type IsStored<D> =
  D extends Field<unknown, infer Input>
    ? [Input] extends [never]
      ? false
      : Input extends string[]
        ? false
        : true
    : true
