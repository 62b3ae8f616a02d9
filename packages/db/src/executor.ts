/** SQL with its values. Without a name it is planned anew each time. */
export interface Prepared {
  readonly name: string | undefined
  readonly text: string
  readonly values: unknown[]
}

/** Runs prepared SQL: the pool, or a transaction. Apart from what builds SQL, whose types would follow into the declarations of features. */
export interface Executor {
  query<Row>(prepared: Prepared): Promise<Row[]>
}
