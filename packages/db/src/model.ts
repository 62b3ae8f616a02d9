/** A column as declared in the schema. */
export interface Column {
  /** The type's name in Prisma: `String`, `Int`, `DateTime`, or the name of an enum. */
  readonly type: string
  /** The type in SQL, for casts. */
  readonly sql: string
  readonly isNullable: boolean
  readonly isList: boolean
  readonly hasDefault: boolean
  /** The default: a constant, or `now()`. */
  readonly preset?: string | number | boolean
  /** The values of an enum. */
  readonly values?: readonly string[]
}

/** The type for casts to a column's type: without the length of a text, because a cast silently truncates a value that an insert would refuse. */
export const castType = (sql: string): string =>
  sql.replace(/^character varying\(\d+\)/, 'character varying').replace(/^character\(\d+\)/, 'bpchar')

export type RelationKind = 'one' | 'optional' | 'many'

/** The relation between a row and rows of another model: the columns on both sides. */
export interface RelationColumns {
  readonly model: string
  readonly kind: RelationKind
  readonly from: readonly string[]
  readonly to: readonly string[]
}

/** The parts of a model that are known at run time. */
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
