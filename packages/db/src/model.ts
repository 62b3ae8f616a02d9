/** One column, as the schema declares it. */
export interface Column {
  /** Prisma's name of the type: `String`, `Int`, `DateTime`, or that of an enum. */
  readonly type: string
  /** The type in SQL, for casts. */
  readonly sql: string
  readonly isNullable: boolean
  readonly isList: boolean
  readonly hasDefault: boolean
  /** The constant that stands where nothing is given, or `now()`. */
  readonly preset?: string | number | boolean
  /** The names of an enum. */
  readonly values?: readonly string[]
}

/** The type of a column to cast a value to: without the length of a text, because a cast cuts off in silence what an insert refuses. */
export const castType = (sql: string): string =>
  sql.replace(/^character varying\(\d+\)/, 'character varying').replace(/^character\(\d+\)/, 'bpchar')

export type RelationKind = 'one' | 'optional' | 'many'

/** How rows of another model belong to a row: by which columns here and there. */
export interface RelationColumns {
  readonly model: string
  readonly kind: RelationKind
  readonly from: readonly string[]
  readonly to: readonly string[]
}

/** What is known of a model while the program runs. */
export interface Model {
  readonly name: string
  readonly table: string
  readonly columns: Readonly<Record<string, Column>>
  readonly relations: Readonly<Record<string, RelationColumns>>
  readonly id: readonly string[]
  readonly uniques: readonly (readonly string[])[]
}

/** A relation as a type. */
export interface Relation<Name extends string, Kind extends RelationKind> {
  readonly model: Name
  readonly kind: Kind
}

/** The name that Prisma gives a unique constraint. */
export const uniqueConstraint = ({ table }: Pick<Model, 'table'>, columns: readonly string[]) =>
  `${table}_${columns.join('_')}_key`
