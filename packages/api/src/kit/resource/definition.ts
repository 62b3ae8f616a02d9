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

/** What a field holds: it decides how screens show it, how a file's cell is read, and how it may be filtered. */
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

/** Where a field is read: from which row, in which statement. */
export interface ReadPlace {
  readonly q: Build<Params>
  readonly row: RowSource
  /** What stands before the names of checks here: `` for the resource's own fields, `author.` for those of a relation. */
  readonly prefix: string
  /** Whether the statement itself writes the text of a file: then every digit stays, also those that JavaScript could not hold. */
  readonly isFile?: boolean | undefined
}

/** Where a field is written. */
export interface WritePlace {
  readonly q: Build<Params>
  /** The row as it was. Its table tells the model; in steps, the row itself is the one of step `changed`. */
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
  /** The columns of the row that hold it; none for what other tables hold. */
  readonly columns: readonly string[]
  /** What may be written; without it the field is read alone. */
  readonly input: z.ZodType | undefined
  /** Creating takes a row without it. */
  readonly isOptional?: true
  /** It is looked for as a whole, never by a part of it. */
  readonly isCode?: true
  readonly output: z.ZodType
  /** Its value as SQL. */
  select(place: ReadPlace, name: string): Expression<unknown>
  /** The rules of other nouns that `select` asks for, by the names of its checks. */
  checks?(at: { prefix: string; name: string }, actor: Actor, add: AddCheck): void
  /** The rule whose answer it shows. */
  readonly asks?: Rule
  /** Makes a value that came as JSON what it is in TypeScript. */
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
  /** What the event tells where columns do not. */
  audit?(place: WritePlace): { before: Expression<unknown>; after: Expression<unknown> }
  /** Of names: the relations that lead to them, and their column. */
  readonly path?: readonly string[]
  /** Of names: what one of them may be, and how it is written. */
  readonly name?: z.ZodType
  /** Of a list: what one entry is, and how it is written where a filter names one. */
  readonly item?: { readonly kind: FieldKind; readonly schema: z.ZodType }
  /** How it may be filtered; empty when not at all. */
  readonly comparators: readonly Comparator[]
  /** Why no list is narrowed or sorted by it, and what to do instead; for what no index can hold. */
  readonly unindexed?: string
  /** Of what is computed from columns of the row: its SQL, the type that it is compared as, and whether the SQL may give null. */
  readonly computed?: { readonly sql: RowSql; readonly type: string; readonly isMaybeNull: boolean }
  /** Of a count: the relation in the model, and the resource whose rows are counted. */
  readonly counted?: { readonly relation: string; of(): Definition }
  /** Of a choice that is no column: its values. */
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

/** How a field is declared beyond what its model says. */
export interface FieldOptions {
  label?: string
  /** Who may see it, and write it where it can be written; everyone who may see the row, when not given. Others read null. */
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

/** For each field that is not valid, why; nothing when all are. */
export type Validate<Row = Readonly<Record<string, unknown>>, Name extends string = string> = (
  given: Validated<Row>,
) => Partial<Readonly<Record<Name, string>>> | undefined

/** What writing a row needs beside its fields. */
export interface Writing {
  /** Columns that the server sets of a new row. `attempt` counts from 0; it is 1 when `retry` was broken. */
  readonly derive:
    | ((given: { input: Record<string, unknown>; actor: Actor; id: string; attempt: number }) => Params)
    | undefined
  /** Columns that the server sets anew when another column changes: by the column that follows, the one that it follows and what it becomes. */
  readonly follow: Readonly<
    Record<string, { readonly of: string; value(of: unknown, at: { id: string; attempt: number }): unknown }>
  >
  /** A unique constraint after whose violation `derive` or `follow` is asked once more. */
  readonly retry: string | undefined
  readonly conflicts: Conflicts | undefined
  /** Says what is wrong with a row as a whole. */
  readonly validate: Validate | undefined
}

export interface Rules {
  readonly read: Rule
  /** Who may list; as `read` when not given. It narrows `read`, it does not widen it. */
  readonly list?: ActorRule
  readonly create: Rule
  readonly update: Rule
  readonly remove: Rule
  /** Who may see earlier states of a row and restore them, of those who may read it; who may update it, when not given. */
  readonly history?: Rule
}

/** What may be filtered by: a field, or a field of a relation (`author.username`). */
export interface Filter {
  readonly name: string
  readonly field: Field
  /** Names of the relation field and of the field behind it; one name for a field of the row itself. */
  readonly path: readonly string[]
}

/** A resource while the program runs, without its types: what transports, screens and checks are made from. */
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
  /** The sort where none is asked for: fields, with `-` for descending. */
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
