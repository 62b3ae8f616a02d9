import { PlinthError } from '@plinth/core/errors'
import type { TransactionDatabase } from '@plinth/db/database'
import { fragment } from '@plinth/db/fragment'
import { type Build, type Executor, type RowRule, statement } from '@plinth/db/statement'

/** The state of an import after a step. */
export interface Stored {
  id: string
  resource: string
  state: string
  version: number
}

interface Uploaded {
  columns: string[]
  format: string
}

const returned = fragment`"imports"."id", "imports"."resource", "imports"."state"::text as "state", "imports"."version"`
const leased = fragment`now() + interval '60 seconds'`

const known = statement(
  (q: Build<{ id: string }>) => fragment.statement<Stored & Uploaded>`
    select ${returned}, "columns", "format" from "imports" where "id" = ${q.param('id')}::uuid and ${q.rule('imports')}`,
)

/** @throws PlinthError `NOT_FOUND` when there is no such import under the rule */
export async function findState(db: Executor, id: string, rule: RowRule): Promise<Stored & Uploaded> {
  const [found] = await known.run(db, { id }, rule)
  if (!found) throw new PlinthError('NOT_FOUND')
  return found
}

const waitingTurn = statement(
  (q: Build<{ userId: string }>) => fragment.statement<never>`
    select pg_advisory_xact_lock(hashtextextended('imports of ' || ${q.param('userId')}::text, 0))::text`,
)

const atWork = statement(
  (q: Build<{ userId: string; id: string }>) => fragment.statement<{ name: string }>`
    select "name" from "imports" where "userId" = ${q.param('userId')}::uuid and "id" <> ${q.param('id')}::uuid
      and "state" in ('checking', 'running', 'undoing') and "leaseUntil" > now() limit 1`,
)

/**
 * Allows one running import per person. It holds a lock to the end of the transaction, which has to be the one that starts the import.
 * @throws PlinthError `CONFLICT` while another one runs
 */
export async function assertIdle(
  db: TransactionDatabase,
  { userId, id }: { userId: string; id: string },
): Promise<void> {
  await waitingTurn.run(db, { userId })
  const [found] = await atWork.run(db, { userId, id })
  if (found)
    throw new PlinthError('CONFLICT', {
      message: `Your import of ${found.name} is at work. Wait for its end or cancel it: one import of a person runs at a time.`,
    })
}

interface Begin {
  id: string
  lease: string
  state: string
  mapping: string
  matchBy: string | null
  matched: string
}

const beginning = statement(
  (q: Build<Begin>) => fragment.statement<Stored>`
    with "cleared" as (delete from "import_errors" using "imports" where "importId" = ${q.param('id')}::uuid and "imports"."id" = "importId"
      and "imports"."state" in ('ready', 'checked') and ${q.rule('imports')})
    update "imports" set "state" = ${q.param('state')}::"ImportState", "mapping" = ${q.param('mapping')}::jsonb, "matchBy" = ${q.param('matchBy')}::text,
      "matched" = ${q.param('matched')}::text, "lease" = ${q.param('lease')}::uuid, "leaseUntil" = ${leased}, "startedAt" = now(), "finishedAt" = null,
      "position" = 0, "bytesDone" = 0, "created" = 0, "updated" = 0, "unchanged" = 0, "failed" = 0, "problem" = null,
      "updatedAt" = now(), "version" = "version" + 1
    where "id" = ${q.param('id')}::uuid and "state" in ('ready', 'checked') and ${q.rule('imports')} returning ${returned}`,
)

/** Starts an import whose file is complete, with these options; undefined when it is in another state. */
export async function begin(
  db: Executor,
  { id, lease, state, mapping, matchBy, matched }: Begin,
  rule: RowRule,
): Promise<Stored | undefined> {
  return (await beginning.run(db, { id, lease, state, mapping, matchBy, matched }, rule))[0]
}

interface Again {
  id: string
  lease: string
}

/** A check starts again, since nothing of it was stored; other work continues where it stopped. */
const resuming = statement(
  (q: Build<Again>) => fragment.statement<Stored>`
    with "at" as (select "id", coalesce("problem"->>'during', "state"::text) as "during" from "imports"
      where "id" = ${q.param('id')}::uuid and ${q.rule('imports')} and ("state" in ('checking', 'running', 'undoing') and "leaseUntil" < now()
        or "state" = 'failed' and "problem"->>'during' is not null) for update),
    "cleared" as (delete from "import_errors" using "at" where "importId" = "at"."id" and "during" = 'checking')
    update "imports" set "state" = "during"::"ImportState", "lease" = ${q.param('lease')}::uuid, "leaseUntil" = ${leased}, "problem" = null,
      "position" = case when "during" = 'checking' then 0 else "position" end, "bytesDone" = case when "during" = 'checking' then 0 else "bytesDone" end,
      "created" = case when "during" = 'checking' then 0 else "created" end, "updated" = case when "during" = 'checking' then 0 else "updated" end,
      "unchanged" = case when "during" = 'checking' then 0 else "unchanged" end, "failed" = case when "during" = 'checking' then 0 else "failed" end,
      "finishedAt" = null, "updatedAt" = now(), "version" = "version" + 1
    from "at" where "imports"."id" = "at"."id" returning ${returned}`,
)

/** Releases the file of a failed import: it is not used after an undo. */
const undoing = statement(
  (q: Build<Again>) => fragment.statement<Stored>`
    with "at" as (select "id" from "imports" where "id" = ${q.param('id')}::uuid and "state" in ('done', 'cancelled', 'failed')
      and ${q.rule('imports')} for update),
    "dropped" as (delete from "import_chunks" using "at" where "importId" = "at"."id")
    update "imports" set "state" = 'undoing', "heldBytes" = 0, "lease" = ${q.param('lease')}::uuid, "leaseUntil" = ${leased}, "problem" = null,
      "finishedAt" = null, "updatedAt" = now(), "version" = "version" + 1
    from "at" where "imports"."id" = "at"."id" returning ${returned}`,
)

/** Resumes or undoes an import; undefined when it is in another state. @throws PlinthError `NOT_FOUND` */
export async function begun(
  db: Executor,
  { id, lease, kind }: Again & { kind: 'resume' | 'undo' },
  rule: RowRule,
): Promise<Stored | undefined> {
  await findState(db, id, rule)
  return (await (kind === 'resume' ? resuming : undoing).run(db, { id, lease }, rule))[0]
}

const calling = statement(
  (q: Build<{ id: string }>) => fragment.statement<Stored>`
    with "at" as (select "id", case when "state" = 'checking' then 'ready' else 'cancelled' end::"ImportState" as "next" from "imports"
      where "id" = ${q.param('id')}::uuid and "state" in ('checking', 'running', 'failed') and ${q.rule('imports')} for update),
    "dropped" as (delete from "import_chunks" using "at" where "importId" = "at"."id" and "next" = 'cancelled')
    update "imports" set "state" = "next", "heldBytes" = case when "next" = 'cancelled' then 0 else "heldBytes" end, "lease" = null,
      "leaseUntil" = null, "finishedAt" = now(), "updatedAt" = now(), "version" = "version" + 1
    from "at" where "imports"."id" = "at"."id" returning ${returned}`,
)

/** Cancels running work; undefined when nothing runs. @throws PlinthError `NOT_FOUND` */
export async function callOff(db: Executor, id: string, rule: RowRule): Promise<Stored | undefined> {
  await findState(db, id, rule)
  return (await calling.run(db, { id }, rule))[0]
}
