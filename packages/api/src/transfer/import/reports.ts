import { fragment } from '@plinth/db/fragment'
import { type Build, type Executor, type RowRule, statement } from '@plinth/db/statement'

interface After {
  id: string
  /** The number of the row before. */
  after: number
  limit: number
}

/** A row that failed. */
export interface FailedRow {
  row: number
  code: string
  message: string
  field: string | null
  cells: unknown[]
}

const errors = statement(
  (q: Build<After>) => fragment.statement<FailedRow>`
    select "row", "code", "message", "field", "cells" from "import_errors"
    where "importId" = ${q.param('id')}::uuid and "row" > ${q.param('after')}::int
      and exists (select from "imports" where "imports"."id" = "importId" and ${q.rule('imports')}) order by "row" limit ${q.param('limit')}::int`,
)

/** The failed rows after a row, of an import under the rule. */
export const readErrors = (db: Executor, { id, after, limit }: After, rule: RowRule) =>
  errors.run(db, { id, after, limit }, rule)

const left = statement(
  (q: Build<After>) => fragment.statement<{ row: number; subject: string; reason: string }>`
    select "row", "subject", "reason" from "import_rows"
    where "importId" = ${q.param('id')}::uuid and "row" > ${q.param('after')}::int and "isUndone" = false
      and exists (select from "imports" where "imports"."id" = "importId" and ${q.rule('imports')}) order by "row" limit ${q.param('limit')}::int`,
)

/** The rows that an undo left unchanged, after a row, of an import under the rule. */
export const readLeft = (db: Executor, { id, after, limit }: After, rule: RowRule) =>
  left.run(db, { id, after, limit }, rule)
