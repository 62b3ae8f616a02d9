/** SQL with its values. Without a name it is planned for each execution. */
export interface Prepared {
  readonly name: string | undefined
  readonly text: string
  readonly values: unknown[]
}

/** Runs prepared SQL on the pool or in a transaction. Separate from the SQL builder, whose types would otherwise appear in the declarations of features. */
export interface Executor {
  query<Row>(prepared: Prepared): Promise<Row[]>
}
