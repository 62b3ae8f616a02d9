import type { Actor } from '@plinth/core/actor'
import { PlinthError } from '@plinth/core/errors'
import { type Expression, fragment } from '@plinth/db/fragment'
import { type Build, type Executor, statement } from '@plinth/db/statement'
import { tableRow } from '@plinth/db/where'
import { eventParams } from '@plinth/platform/events/event'
import { change } from '../../kit/change.ts'
import { recordedRow } from '../../kit/recorded.ts'

/**
 * Minutes without a sign of life (one per MiB or so) after which an upload counts as abandoned. Node allows 5 minutes for a whole request body
 * (`server.requestTimeout`), so a live upload is silent for less than that, however slow its client is.
 */
const patienceMinutes = 5

const silent = fragment`"state" = 'uploading' and "updatedAt" < now() - interval '${fragment.number(patienceMinutes)} minutes'`

const ending = (which: Expression<unknown>) =>
  change<{ id: string }, { id: string }>('imports.removed', (q) => ({
    steps: { changed: fragment`delete from "imports" where "id" = ${q.param('id')}::uuid and ${which} returning *` },
    before: recordedRow({ ...tableRow('changed'), model: tableRow('imports').model }, [
      'resource',
      'name',
      'format',
      'state',
    ]),
    returns: ['id'],
  }))

const ended = ending(fragment`"state" in ('uploading', 'ready')`)
const givenUp = ending(silent)

interface At {
  readonly db: Executor
  readonly actor: Actor
  readonly requestId: string
}

/** Removes an import whose upload failed, with what was stored of its file. */
export async function endUpload({ db, actor, requestId }: At, id: string): Promise<void> {
  await ended.statement.run(db, { id, ...eventParams(actor, requestId) })
}

const silentOnes = statement(
  (q: Build<{ userId: string | null }>) => fragment.statement<{ id: string }>`
    select "id" from "imports" where ${silent} and (${q.param('userId')}::uuid is null or "userId" = ${q.param('userId')}::uuid)`,
)

/**
 * Removes imports whose process ended in the middle of their upload: those of one account, or all. Each removal checks again that the upload is
 * silent. Returns how many were removed.
 */
export async function endSilentUploads({ db, actor, requestId }: At, userId: string | null = null): Promise<number> {
  let count = 0
  for (const { id } of await silentOnes.run(db, { userId })) {
    const removed = await givenUp.statement.run(db, { id, ...eventParams(actor, requestId) })
    count += removed.length
  }
  return count
}

/** The error for an upload whose import was removed meanwhile. */
export const uploadGone = () =>
  new PlinthError('CONFLICT', {
    message: `This upload has ended: its import was removed, or nothing of the file came for ${patienceMinutes} minutes. Upload the file again.`,
  })
