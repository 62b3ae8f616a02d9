import type { Actor } from '@plinth/core/actor'
import type { ImportState } from '@plinth/db/enums'
import { brokenConstraint } from '@plinth/db/errors'
import { fragment } from '@plinth/db/fragment'
import { type Build, type Executor, statement } from '@plinth/db/statement'
import type { RowProblem } from './prepare.ts'
import type { Format } from './source-row.ts'

/** An import as its runner needs it. */
export interface StoredImport {
  id: string
  userId: string | null
  resource: string
  format: Format
  state: ImportState
  columns: string[]
  mapping: (string | null)[]
  matchBy: string | null
  matched: 'update' | 'skip'
  position: number
  bytes: number
  lease: string | null
}

/** How long a batch may take before another process may continue instead. */
const leaseSeconds = 60

const locked = statement(
  (q: Build<{ id: string }>) => fragment.statement<StoredImport>`
    select "id", "userId", "resource", "format", "state"::text as "state", "columns", "mapping", "matchBy", "matched", "position", "bytes", "lease"
    from "imports" where "id" = ${q.param('id')}::uuid for update`,
)

/** Reads an import; waits for a transaction that is changing it. */
export async function readLocked(db: Executor, id: string): Promise<StoredImport | undefined> {
  return (await locked.run(db, { id }))[0]
}

interface Lease {
  id: string
  lease: string
}

/** What decides whether an import may continue. */
export interface Renewed {
  /** Null when the user no longer exists. */
  isOperator: boolean | null
  /** Whether the session that started it is still valid. */
  hasSession: boolean
}

const renewal = statement(
  (q: Build<Lease & { session: string | null }>) => fragment.statement<Renewed>`
    update "imports" set "leaseUntil" = now() + interval '${fragment.number(leaseSeconds)} seconds'
    where "id" = ${q.param('id')}::uuid and "lease" = ${q.param('lease')}::uuid and "state" in ('checking', 'running', 'undoing')
    returning (select "isOperator" from "users" where "users"."id" = "imports"."userId") as "isOperator", ${q.param('session')}::uuid is null
      or exists (select from "sessions" where "sessions"."id" = ${q.param('session')}::uuid and "expiresAt" > now()) as "hasSession"`,
)

/** Renews the lease within the transaction of a batch; undefined when another process has it, or the work was cancelled. */
export async function renew(db: Executor, { id, lease }: Lease, actor: Actor): Promise<Renewed | undefined> {
  const session = actor.type === 'user' ? actor.sessionId : null
  return (await renewal.run(db, { id, lease, session }))[0]
}

/** What one batch adds. */
export interface Progress {
  position: number
  bytesDone: number
  created: number
  updated: number
  unchanged: number
  failed: number
}

const advance = statement(
  (q: Build<Progress & Lease>) => fragment.statement<never>`
    update "imports" set "position" = ${q.param('position')}::int, "bytesDone" = ${q.param('bytesDone')}::int,
      "created" = "created" + ${q.param('created')}::int, "updated" = "updated" + ${q.param('updated')}::int,
      "unchanged" = "unchanged" + ${q.param('unchanged')}::int, "failed" = "failed" + ${q.param('failed')}::int,
      "leaseUntil" = now() + interval '${fragment.number(leaseSeconds)} seconds'
    where "id" = ${q.param('id')}::uuid and "lease" = ${q.param('lease')}::uuid`,
)

/** Stores the progress of the import, in the transaction that writes the rows. */
export const noteProgress = (db: Executor, lease: Lease, progress: Progress) =>
  advance.run(db, { ...lease, ...progress })

/** Failed rows that are stored for download; further ones are only counted. */
const maxErrors = 100_000

const addErrors = statement(
  (q: Build<{ id: string; rows: string }>) => fragment.statement<never>`
    insert into "import_errors" ("importId", "row", "code", "message", "field", "cells")
    select ${q.param('id')}::uuid, "row", "code", "message", "field", "cells"
    from jsonb_to_recordset(${q.param('rows')}::jsonb) as "given"("row" int, "code" text, "message" text, "field" text, "cells" jsonb)
    where (select "failed" from "imports" where "id" = ${q.param('id')}::uuid) < ${fragment.number(maxErrors)}
    on conflict do nothing`,
)

/** Stores the rows that failed, with their cells as uploaded. */
export async function keepErrors(
  db: Executor,
  id: string,
  errors: readonly (RowProblem & { row: number; cells: readonly unknown[] })[],
): Promise<void> {
  if (errors.length === 0) return
  // Characters that Postgres cannot store (U+0000, lone surrogates) are stored as the replacement character.
  const rows = JSON.stringify(errors).replaceAll(/\\u(?:0000|d[89a-f][0-9a-f]{2})/g, '\\ufffd')
  await addErrors.run(db, { id, rows })
}

const ending = statement(
  (q: Build<Lease & { state: string; problem: string | null }>) => fragment.statement<{ id: string }>`
    with "ended" as (
      update "imports" set "state" = ${q.param('state')}::"ImportState",
        "problem" = ${q.param('problem')}::jsonb || jsonb_build_object('during', "state"::text), "lease" = null, "leaseUntil" = null,
        "heldBytes" = case when ${q.param('state')} = 'done' then 0 else "heldBytes" end,
        "finishedAt" = now(), "updatedAt" = now(), "version" = "version" + 1
      where "id" = ${q.param('id')}::uuid and "lease" = ${q.param('lease')}::uuid and "state" in ('checking', 'running', 'undoing')
      returning "id"),
    "dropped" as (delete from "import_chunks" using "ended" where "importId" = "ended"."id" and ${q.param('state')} = 'done')
    select "id" from "ended"`,
)

/** Ends the work on an import, and releases a file whose rows are all imported; returns whether this process still had the lease. */
export async function finish(
  db: Executor,
  lease: Lease,
  { state, problem = null }: { state: ImportState; problem?: { code: string; message: string } | null },
): Promise<boolean> {
  const ended = await ending.run(db, { ...lease, state, problem: problem && JSON.stringify(problem) })
  return ended.length > 0
}

const chunk = statement(
  (q: Build<{ id: string; nth: number }>) => fragment.statement<{ content: Uint8Array }>`
    select "content" from "import_chunks" where "importId" = ${q.param('id')}::uuid and "nth" = ${q.param('nth')}::int`,
)

/** One piece in so many, about 1 MiB, is a sign of life of its upload. */
const beatPieces = 16

interface Piece {
  id: string
  nth: number
  content: Uint8Array
}

const chunkStart = statement((q: Build<Piece & { isBeat: true | undefined }>) => {
  const beat = q.has('isBeat')
    ? fragment`with "alive" as (update "imports" set "updatedAt" = now() where "id" = ${q.param('id')}::uuid and "state" = 'uploading')`
    : fragment``
  return fragment.statement<never>`${beat}
    insert into "import_chunks" ("importId", "nth", "content") values (${q.param('id')}::uuid, ${q.param('nth')}::int, ${q.param('content')}::bytea)`
})

/** Stores a piece of an uploaded file; false when its import was removed, the only change possible meanwhile. */
export async function keepChunk(db: Executor, piece: Piece): Promise<boolean> {
  try {
    await chunkStart.run(db, { ...piece, isBeat: piece.nth % beatPieces === 0 || undefined })
    return true
  } catch (error) {
    if (brokenConstraint(error) === 'import_chunks_importId_fkey') return false
    throw error
  }
}

/** The file of an import, piece by piece. `onBytes` learns how much was read. */
export async function* readChunks(
  db: Executor,
  id: string,
  onBytes: (count: number) => void = () => undefined,
): AsyncGenerator<Uint8Array> {
  for (let nth = 0; ; nth++) {
    const [found] = await chunk.run(db, { id, nth })
    if (!found) return
    onBytes(found.content.length)
    yield found.content
  }
}
