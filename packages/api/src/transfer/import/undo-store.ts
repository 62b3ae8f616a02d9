import { fragment } from '@plinth/db/fragment'
import { type Build, type Executor, statement } from '@plinth/db/statement'
import { eventLog } from '@plinth/platform/events/log'

/** A row that an import wrote and that an undo has not processed yet. */
export interface Written {
  /** The last row of the file that wrote it. */
  row: number
  /** Whether the import created the row or found it. */
  kind: 'created' | 'updated'
  subject: string
  /** The version that the import left. */
  version: number
  /** For a row that it found: the earlier values of the columns that it changed, each as JSON text. */
  before: Record<string, string> | null
}

const next = statement(
  (q: Build<{ id: string; requestId: string }>) => fragment.statement<Written>`
    with "last" as (select "subject" from "import_rows" where "importId" = ${q.param('id')}::uuid and "isUndone" is null order by "row" desc limit 1000),
    "written" as (
      select "subject", max("row") as "row", max("version") as "version", (array_agg("kind"::text order by "row"))[1] as "kind"
      from "import_rows" where "importId" = ${q.param('id')}::uuid and "subject" in (select "subject" from "last") group by "subject")
    select "row", "kind", "subject", "version", case when "kind" = 'updated' then (
        select jsonb_object_agg("key", "value"::text) from (
          select distinct on ("was"."key") "was"."key", "was"."value" from ${eventLog('event')}, jsonb_each("event"."before") as "was"
          where "event"."subject" = "written"."subject" and "event"."requestId" = ${q.param('requestId')}
          order by "was"."key", ("event"."after"->>'version')::int) as "first") end as "before"
    from "written" order by "row" desc`,
)

/** The rows written last that have not been undone yet. */
export const nextWritten = (db: Executor, id: string, requestId: string) => next.run(db, { id, requestId })

const mark = statement(
  (q: Build<{ id: string; rows: string; undone: number; left: number }>) => fragment.statement<never>`
    with "given" as (select * from jsonb_to_recordset(${q.param('rows')}::jsonb) as "given"("subject" uuid, "reason" text)),
    "marked" as (update "import_rows" set "isUndone" = "given"."reason" is null, "reason" = "given"."reason"
      from "given" where "import_rows"."importId" = ${q.param('id')}::uuid and "import_rows"."subject" = "given"."subject")
    update "imports" set "undone" = "undone" + ${q.param('undone')}::int, "left" = "left" + ${q.param('left')}::int where "id" = ${q.param('id')}::uuid`,
)

/** The result of undoing a row: without a reason, it was undone. */
export interface Undone {
  subject: string
  reason: string | null
}

/** Stores the results of undoing rows. */
export async function markUndone(db: Executor, id: string, rows: readonly Undone[]): Promise<void> {
  const left = rows.filter(({ reason }) => reason !== null).length
  await mark.run(db, { id, rows: JSON.stringify(rows), undone: rows.length - left, left })
}
