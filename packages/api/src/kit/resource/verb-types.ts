import type { Rule } from '@plinth/core/rule'
import type { WriteProcedure } from '../procedure-types.ts'
import type { ActionOptions, ObjectSchema, RowAddress } from './action-types.ts'
import type { Unnamed } from './fields/composite-values.ts'
import type { TrashVerbs } from './verbs/signatures.ts'

// The types of a resource's procedures, which the declarations of features reference: they do not depend on zod, SQL or the backend.

/** What a list compares a field with. */
export interface FilterCondition<V> {
  equals?: V | null | undefined
  not?: V | null | undefined
  in?: V[] | undefined
  gt?: V | undefined
  gte?: V | undefined
  lt?: V | undefined
  lte?: V | undefined
  contains?: string | undefined
  path?: string[] | undefined
}

/** What a list compares a field with that is a list of values itself. */
export interface ListCondition<Entry> {
  has?: Entry | undefined
  hasSome?: Entry[] | undefined
  hasEvery?: Entry[] | undefined
  isEmpty?: boolean | undefined
}

/** The input of a list. */
export interface ListQuery<Filters, Sorts extends string> {
  cursor?: string | undefined
  limit?: number | undefined
  /** Rows to skip, at most 10,000; instead of a cursor, for pages with numbers. */
  offset?: number | undefined
  filter?: Filters | undefined
  sort?: (Sorts | `-${Sorts}`)[] | undefined
  search?: string | undefined
  highlights?: boolean | undefined
  total?: 'none' | 'exact' | 'estimated' | undefined
  /** Rows in the trash, for actors who may remove them. */
  isTrash?: boolean | undefined
}

/** A verb of one row that sets columns, such as `publish`. */
export interface TransitionOptions {
  verb: string
  /** The event in the past tense: `published`. */
  event: string
  rule: Rule
  /** Columns and what they become; `now` is the time of the transaction. */
  set: Readonly<Record<string, unknown>>
}

/** How a person ties rows of a resource to themselves, such as by marking them. */
export interface LinkOptions {
  /** The relation to the rows that link; each has an `id`, and each person links a row once. */
  relation: string
  /** Their column that holds the person. */
  user: string
  /** Of their events: `favorites` makes `favorites.created` and `favorites.removed`. */
  noun: string
  /** Throws for what may not be linked. */
  refuse?(given: { id: string; userId: string }): void
}

type LinkVerb = WriteProcedure<{ id: string }, { id: string; isChanged: boolean }>

/** A resource as a relation leads to it. Declarations only show the name of its definition. */
export interface Target<Row = unknown> {
  readonly definition: { readonly name: string }
  /** Types only. */
  readonly types?: { readonly row: Row }
}

export interface Resource<FullRow, V, Written, Values> extends Target<FullRow> {
  /** The procedures, to be spread into the record of the feature. */
  readonly verbs: V
  /** `restore` and `purge`; only with `removal: 'soft'`. */
  readonly trash: TrashVerbs<Written>
  /** A verb that sets columns of one row, such as `publish`. */
  transition(options: Omit<TransitionOptions, 'rule'> & { rule: Rule }): WriteProcedure<RowAddress, Written>
  /** A verb of one row that decides what it does: it sets fields, and writes rows of other nouns, in one transaction. */
  action<Given extends object = Record<never, never>, Taken extends object = Given>(
    options: ActionOptions<FullRow, Values, ObjectSchema<Given, Taken>, Taken>,
  ): WriteProcedure<Unnamed<Given> & RowAddress, Written>
  /** Verbs by which a person ties a row to themselves and lets it go, such as `favorite` and `unfavorite`. */
  link(options: LinkOptions): { readonly add: LinkVerb; readonly drop: LinkVerb }
}
