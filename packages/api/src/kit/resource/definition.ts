import type { Actor } from '@plinth/core/actor'
import type { ActorRule, Rule } from '@plinth/core/rule'
import type { Comparator, Predicate, RowSql } from '@plinth/core/where'
import type { CommonTableExpressionStep, Expression } from '@plinth/db/fragment'
import type { Model } from '@plinth/db/model'
import type { Build } from '@plinth/db/statement'
import type { RowSource } from '@plinth/db/where'
import type { z } from 'zod'
import type { Conflicts } from '../pipeline/conflict.ts'
import type { Question } from './question.ts'
import type { Tenancy } from './tenancy.ts'

/** The kind of a field's value: it decides how screens show it, how a file's cell is read, and how it may be filtered. */
export type FieldKind =
  | 'id'
  | 'text'
  | 'markdown'
  | 'email'
  | 'url'
  | 'integer'
  | 'bigint'
  | 'number'
  | 'decimal'
  | 'boolean'
  | 'dateTime'
  | 'date'
  | 'zonedTime'
  | 'money'
  | 'choice'
  | 'json'
  | 'address'
  | 'file'
  | 'names'
  | 'list'
  | 'one'
  | 'many'

/** Parameters of a statement that is built from a declaration, by name. */
export type Params = Record<string, unknown>

/** The context in which a field is read: the row and the statement. */
export interface ReadPlace {
  readonly q: Build<Params>
  readonly row: RowSource
  /** The prefix of the names of checks: `` for the resource's own fields, `author.` for those of a relation. */
  readonly prefix: string
  /** Whether the statement itself writes the text of a file: then all digits are kept, including those that JavaScript cannot represent. */
  readonly isFile?: boolean | undefined
}

/** The context in which a field is written. */
export interface WritePlace {
  readonly q: Build<Params>
  /** The row as it was. Its table determines the model; in steps, the row itself is the one of step `changed`. */
  readonly row: RowSource
}

/** Gives the check of a name its predicate. */
export type AddCheck = (name: string, rule: boolean | Predicate) => void

/**
 * What of a field's kind depends on the kind. `Output` is what is read, `Input` what is written, `Held` the columns or the relation of the model
 * that hold it; `string` for those that have the field's own name.
 */
export interface FieldType<Output = unknown, Input = unknown, Held extends string = string> {
  readonly kind: FieldKind
  readonly isNullable: boolean
  /** The columns of the row that hold it; none for values in other tables. */
  readonly columns: readonly string[]
  /** The schema for writes; without it the field is read-only. */
  readonly input: z.ZodType | undefined
  /** It is optional on creation. */
  readonly isOptional?: true
  /** Filters match it as a whole, never in part. */
  readonly isCode?: true
  readonly output: z.ZodType
  /** Its value as SQL. */
  select(place: ReadPlace, name: string): Expression<unknown>
  /** The rules of other nouns that `select` asks for, by the names of its checks. */
  checks?(at: { prefix: string; name: string }, actor: Actor, add: AddCheck): void
  /** The rule whose answer it shows. */
  readonly asks?: Rule
  /** Converts a value from JSON to its TypeScript type. */
  fromJson?(value: unknown): unknown
  /** Whether `select` gives JSON at the top of a row too. */
  readonly isJson?: boolean
  /** Of several columns that are one value: the part that each column is. */
  readonly parts?: Readonly<Record<string, string>>
  /** The values of its columns. Only with `input`. */
  store?(value: unknown): Params
  /** What was stored, from the columns of an event; without it, the one column's value. */
  fromColumns?(columns: Readonly<Record<string, unknown>>): unknown
  /** Further parameters of its own steps. */
  params?(value: unknown): Params
  /** Steps of the write that change other tables. */
  steps?(place: WritePlace): Record<string, CommonTableExpressionStep>
  /** The value in the event, for fields without columns. */
  audit?(place: WritePlace): { before: Expression<unknown>; after: Expression<unknown> }
  /** Of names: the relations that lead to them, and their column. */
  readonly path?: readonly string[]
  /** Of names: what one of them may be, and how it is written. */
  readonly name?: z.ZodType
  /** Of a list: what one entry is, and how it is written where a filter names one. */
  readonly item?: { readonly kind: FieldKind; readonly schema: z.ZodType }
  /** The filters that it allows; empty if none. */
  readonly comparators: readonly Comparator[]
  /** Why lists cannot be filtered or sorted by it, and what to do instead; for values that an index cannot hold. */
  readonly unindexed?: string
  /** Of what is computed from columns of the row: its SQL, the type that it is compared as, and whether the SQL may give null. */
  readonly computed?: { readonly sql: RowSql; readonly type: string; readonly isMaybeNull: boolean }
  /** Of a count: the relation in the model, and the resource whose rows are counted. */
  readonly counted?: { readonly relation: string; of(): Definition }
  /** Of a choice that is not a column: its values. */
  readonly choices?: readonly string[]
  /** The relation in the model, where the field has another name. */
  readonly relation?: string
  /** The noun that it leads to. */
  readonly target?: { readonly definition: Definition; readonly fields: readonly string[] }
  /** Makes it the field of this name, for those whose columns follow from the name. */
  named?(name: string, model: Model): Field<Output, Input, Held>
  /** Types only. */
  readonly types?: { readonly output: Output; readonly input: Input; readonly held: Held }
}

/** The options of a field in addition to its model. */
export interface FieldOptions {
  label?: string
  /** Who may see it, and write it if it is writable; by default everyone who may see the row. Others read null. */
  rule?: Rule
  /** Events never contain its value. */
  isSecret?: boolean
  /** A sentence under the label. */
  hint?: string
}

/** A field of a resource. */
export interface Field<Output = unknown, Input = unknown, Held extends string = string>
  extends FieldType<Output, Input, Held>,
    FieldOptions {}

export interface Labels {
  /** In lower case: `article`. */
  readonly one: string
  readonly many: string
  /** The field by which a row is named. */
  readonly title: string
}

/** What a write would make of a row: the fields that are stored in its columns, as a write takes them. */
export interface Validated<Row = Readonly<Record<string, unknown>>> {
  /** The row as it is; null when it is created. */
  readonly before: Row | null
  readonly after: Row
  readonly actor: Actor
}

/** The reason for each invalid field; nothing if all are valid. */
export type Validate<Row = Readonly<Record<string, unknown>>, Name extends string = string> = (
  given: Validated<Row>,
) => Partial<Readonly<Record<Name, string>>> | undefined

/** What writing a row needs besides its fields. */
export interface Writing {
  /** Columns that the server sets of a new row. `attempt` counts from 0; it is 1 when `retry` was broken. */
  readonly derive:
    | ((given: { input: Record<string, unknown>; actor: Actor; id: string; attempt: number }) => Params)
    | undefined
  /** Columns that the server sets anew when another column changes: by the column that follows, the one that it follows and what it becomes. */
  readonly follow: Readonly<
    Record<string, { readonly of: string; value(of: unknown, at: { id: string; attempt: number }): unknown }>
  >
  /** A unique constraint whose violation causes `derive` or `follow` to be called once more. */
  readonly retry: string | undefined
  readonly conflicts: Conflicts | undefined
  /** Validates a row as a whole. */
  readonly validate: Validate | undefined
}

export interface Rules {
  readonly read: Rule
  /** Who may list; `read` by default. It can only narrow `read`. */
  readonly list?: ActorRule
  readonly create: Rule
  readonly update: Rule
  readonly remove: Rule
  /** Who may see earlier states of a row and restore them, of those who may read it; who may update it, when not given. */
  readonly history?: Rule
}

/** A filter: a field, or a field of a relation (`author.username`). */
export interface Filter {
  readonly name: string
  readonly field: Field
  /** Names of the relation field and of the field behind it; one name for a field of the row itself. */
  readonly path: readonly string[]
}

/** A resource at run time, without its types: transports, screens and checks are built from it. */
export interface Definition {
  readonly name: string
  readonly model: Model
  readonly tenancy: Tenancy
  readonly labels: Labels
  readonly fields: Readonly<Record<string, Field>>
  /** Unique columns by which a row is found, `id` first. */
  readonly keys: readonly string[]
  /** Of keys that follow a field: reads the end of the row's id from one that the row may have had before. */
  readonly tails: Readonly<Record<string, (key: string) => string | undefined>>
  readonly rules: Rules
  readonly writing: Writing
  readonly creates: readonly string[]
  readonly updates: readonly string[]
  /** Fields of a list; the others are read with `get`. */
  readonly lists: readonly string[]
  /** Fields that a table shows at first, in their order. */
  readonly columns: readonly string[]
  /** Fields that a write returns. */
  readonly returns: readonly string[]
  readonly filters: Readonly<Record<string, Filter>>
  readonly questions: Readonly<Record<string, Question>>
  /** Fields to sort by, without `-`. */
  readonly sorts: readonly string[]
  /** The default sort: fields, with `-` for descending. */
  readonly defaultSort: readonly string[]
  readonly search: readonly string[]
  readonly isSoft: boolean
  /** Columns that are unique among the rows that are not in the trash; see `uniquesOf`. */
  readonly liveUniques: readonly (readonly string[])[]
  readonly isVersioned: boolean
  readonly schemas: {
    readonly create: z.ZodObject
    readonly update: z.ZodObject
    readonly filter: z.ZodObject
    readonly row: z.ZodObject
    readonly listed: z.ZodObject
    readonly written: z.ZodObject
  }
}
