import { PlinthError } from '@plinth/core/errors'
import { normalise } from '@plinth/core/where'
import { ImportState } from '@plinth/db/enums'
import { runChange } from '../../kit/change.ts'
import { decide } from '../../kit/pipeline/access.ts'
import type { Definition } from '../../kit/resource/definition.ts'
import { findOne } from '../../kit/resource/find-one.ts'
import { removeRow } from '../../kit/resource/remove-row.ts'
import { writeOf } from '../../kit/resource/write-params.ts'
import { updating } from '../../kit/resource/write-plans.ts'
import { batchTurns } from './batch-turns.ts'
import { manyDeletion } from './remove-plan.ts'
import { actorNow, fail, type Job, requestIdOf } from './run-import.ts'
import { finish, readLocked, renew } from './store.ts'
import { paramsBefore } from './undo-params.ts'
import { markUndone, nextWritten, type Undone, type Written } from './undo-store.ts'
import { checksFor, manyParams, refusalOf, type Writer, writeHalving } from './writer.ts'

const batchTimeoutMs = 120_000

/** Why a row stays as the import left it. */
const reasons = {
  changed: 'It was changed or removed since.',
  forbidden: 'You may not change it back.',
  unknown: 'What it was before is not known.',
} as const

/**
 * Undoes an import, the last row first: it removes rows that the import created and restores rows that the import changed, if they are
 * unchanged since; each under the rules of the noun and with an event. For each row that stays it records the reason.
 * It stops silently when another process has the lease. It never throws.
 */
export async function undoImport(job: Job): Promise<void> {
  const { db, id, lease } = job
  try {
    const stored = await readLocked(db, id)
    const definition = stored && job.definition(stored.resource)
    if (!definition || stored.lease !== lease || stored.state !== ImportState.undoing) return
    const undo = undoer(definition)
    for (;;) {
      const count = await batchTurns.take(() =>
        db.transaction(
          async (tx) => {
            const renewed = await renew(tx, { id, lease }, job.actor)
            if (!renewed) return undefined
            const rows = await nextWritten(tx, id, requestIdOf(id))
            const actor = actorNow(job.actor, renewed)
            const writer: Writer = {
              definition,
              actor,
              db: tx,
              requestId: `${requestIdOf(id)}:undo`,
              importId: undefined,
            }
            if (rows.length > 0) await markUndone(tx, id, await undo(writer, rows))
            return rows.length
          },
          { timeoutMs: batchTimeoutMs },
        ),
      )
      if (count === undefined) return
      if (count === 0) break
    }
    await finish(db, { id, lease }, { state: ImportState.undone })
  } catch (error) {
    await fail(job, error)
  }
}

function undoer(definition: Definition) {
  const removed = manyDeletion(definition)
  const removeOne = removeRow(definition)
  const reverted = updating(definition, `${definition.name}.reverted`)
  const callOf = ({ db, actor, requestId }: Writer) => ({ db, actor, ctx: { requestId } })

  const find = findOne(definition, ['id'])

  /** Whether the actor may read the row: a hidden row is reported like a deleted one. */
  const isSeen = async ({ db, actor }: Writer, id: string) => {
    const rule = normalise(definition.rules.read(actor))
    return rule !== false && (await find(db, { id }, { actor, rule }).then(() => true, isAbsent))
  }

  const removeAll = async (writer: Writer, rows: readonly Written[]): Promise<Undone[]> => {
    if (rows.length === 0) return []
    const rule = decide(definition.rules.remove, writer.actor)
    const results: Undone[] = []
    const subjects = new Map(rows.map(({ row, subject }) => [row, subject]))
    const ready = rows.map((row) => ({
      row: { nth: row.row, cells: [], given: {} },
      values: {},
      columns: {},
      at: { id: row.subject, v: row.version },
    }))
    await writeHalving(writer, ready, {
      fail: ({ row }, { message }) => results.push({ subject: subjects.get(row.nth) ?? '', reason: message }),
      write: async (part) => {
        const found = await removed.run(writer.db, manyParams(writer, part), checksFor(writer, rule, {}))
        for (const { n, isFound, isChanged } of found) {
          const subject = subjects.get(n) ?? ''
          const isForbidden = !isFound && (await isSeen(writer, subject))
          results.push({ subject, reason: isChanged ? null : isForbidden ? reasons.forbidden : reasons.changed })
        }
      },
    })
    return results
  }

  const trashOne = async (writer: Writer, { subject, version }: Written): Promise<Undone> => {
    const rule = decide(definition.rules.remove, writer.actor)
    return attempt(writer, subject, () => removeOne(callOf(writer), { id: subject, version }, rule))
  }

  const revertOne = async (writer: Writer, written: Written): Promise<Undone> => {
    const { subject, version, before } = written
    const set = before && paramsBefore(definition, before)
    if (!set) return { subject, reason: reasons.unknown }
    const rule = decide(definition.rules.update, writer.actor)
    return attempt(writer, subject, () => {
      const { checks } = writeOf(definition, set.values, { actor: writer.actor, rule })
      return runChange(reverted, callOf(writer), { params: { ...set.params, id: subject, version }, checks })
    })
  }

  return async (writer: Writer, rows: readonly Written[]): Promise<Undone[]> => {
    const done: Undone[] = []
    for (const written of rows) {
      if (written.kind === 'updated') done.push(await revertOne(writer, written))
      else if (definition.isSoft) done.push(await trashOne(writer, written))
    }
    const created = definition.isSoft ? [] : rows.filter(({ kind }) => kind === 'created')
    return [...done, ...(await removeAll(writer, created))]
  }
}

function isAbsent(error: unknown): false {
  if (error instanceof PlinthError && error.code === 'NOT_FOUND') return false
  throw error
}

async function attempt(writer: Writer, subject: string, work: () => Promise<unknown>): Promise<Undone> {
  try {
    await writer.db.attempt(work)
    return { subject, reason: null }
  } catch (error) {
    const { code, message } = await refusalOf(writer, error)
    if (code === 'CONFLICT' || code === 'NOT_FOUND') return { subject, reason: reasons.changed }
    return { subject, reason: code === 'FORBIDDEN' ? reasons.forbidden : message }
  }
}
