import type { Actor } from '@plinth/core/actor'
import { PlinthError } from '@plinth/core/errors'
import type { Database, TransactionDatabase } from '@plinth/db/database'
import { ImportState } from '@plinth/db/enums'
import { decide } from '../pipeline/access.ts'
import { toPlinthError } from '../pipeline/errors.ts'
import type { Definition } from '../resource/definition.ts'
import { ahead, batchesOf, type SourceBatch } from './batches.ts'
import { rowReader } from './cells.ts'
import { emptyText } from './csv.ts'
import { exactText } from './json-value.ts'
import { openSource } from './open-source.ts'
import type { RowProblem } from './prepare.ts'
import {
  dropChunks,
  finish,
  keepErrors,
  noteProgress,
  type Progress,
  readChunks,
  readLocked,
  renew,
  type StoredImport,
} from './store.ts'
import { rowsWriter } from './write-rows.ts'

/** Work on an import: whose, and by which lease. */
export interface Job {
  readonly db: Database
  readonly id: string
  readonly lease: string
  readonly actor: Actor
  readonly definition: (resource: string) => Definition | undefined
  /** Learns of failures of ours. */
  readonly onFault: (error: unknown) => void
  readonly onProgress?: (progress: Progress & { bytes: number }) => void
}

/** A check holds one transaction, so that rows are checked against each other too; it is given up after this time. */
const checkTimeoutMs = 3_600_000
const batchTimeoutMs = 120_000

/** The events of an import name it where those of a request name the request. */
export const requestIdOf = (importId: string) => `import:${importId}`

/**
 * Does an import, or checks one, to its end. Each batch is one transaction: its rows, their events, what failed, and how far it is; so it
 * goes on exactly where it stopped. It stops without a word when the lease is another's or the import was called off. It never throws.
 */
export async function runImport(job: Job): Promise<void> {
  const { db, id, lease } = job
  try {
    const stored = await readLocked(db, id)
    if (!stored || stored.lease !== lease) return
    if (stored.state === ImportState.checking) await check(job, stored)
    else if (stored.state === ImportState.running) await write(job, stored)
  } catch (error) {
    await fail(job, error)
  }
}

/** Ends work that cannot go on. What is written stays; it can be resumed, cancelled or undone. */
export async function fail({ db, id, lease, onFault }: Job, error: unknown): Promise<void> {
  const { code, message, status } = toPlinthError(error)
  if (status >= 500) onFault(error)
  await finish(db, { id, lease }, { state: ImportState.failed, problem: { code, message } }).catch(onFault)
}

class Stopped extends Error {}

async function write(job: Job, stored: StoredImport): Promise<void> {
  const { db, id, lease } = job
  const work = prepare(job, stored)
  try {
    for await (const batch of ahead(work.batches())) {
      const progress = await db.transaction(
        async (tx) => {
          const renewed = await renew(tx, { id, lease })
          if (!renewed) throw new Stopped()
          return work.write(tx, batch, { actor: actorNow(job.actor, renewed.isOperator), importId: id })
        },
        { timeoutMs: batchTimeoutMs },
      )
      job.onProgress?.({ ...progress, bytes: stored.bytes })
    }
  } catch (error) {
    if (error instanceof Stopped) return
    throw error
  }
  if (await finish(db, { id, lease }, { state: ImportState.done })) await dropChunks(db, id)
}

/** Writes everything in one transaction and takes it back. What it finds is told outside of it, as it goes. */
async function check(job: Job, stored: StoredImport): Promise<void> {
  const { db, id, lease } = job
  const work = prepare(job, stored)
  const rolledBack = new Error('It was a check.')
  await db
    .transaction(
      async (tx) => {
        for await (const batch of ahead(work.batches())) {
          const renewed = await renew(db, { id, lease })
          if (!renewed) throw rolledBack
          const actor = actorNow(job.actor, renewed.isOperator)
          const progress = await work.write(tx, batch, { actor, importId: undefined, outside: db })
          job.onProgress?.({ ...progress, bytes: stored.bytes })
        }
        throw rolledBack
      },
      { timeoutMs: checkTimeoutMs },
    )
    .catch((error: unknown) => {
      if (error !== rolledBack) throw error
    })
  await finish(db, { id, lease }, { state: ImportState.checked })
}

interface WriteOptions {
  actor: Actor
  importId: string | undefined
  /** Where errors and progress are kept, if not in the transaction of the rows. */
  outside?: Database
}

function prepare(job: Job, stored: StoredImport) {
  const { db, id, lease } = job
  const definition = job.definition(stored.resource)
  if (!definition) throw new PlinthError('NOT_FOUND', { message: `There is no resource ${stored.resource} any more.` })
  const matching = { by: stored.matchBy ?? undefined, found: stored.matched }
  const writeRows = rowsWriter(definition, matching)
  let bytes = 0
  return {
    async *batches(): AsyncGenerator<SourceBatch> {
      const chunks = readChunks(db, id, (count) => {
        bytes += count
      })
      const source = await openSource(stored.format, chunks, stored.columns)
      const read = rowReader(definition, stored.mapping, stored.format === 'csv')
      yield* batchesOf(source, read, { skip: stored.position, bytes: () => bytes })
    },

    async write(
      tx: TransactionDatabase,
      batch: SourceBatch,
      { actor, importId, outside = tx }: WriteOptions,
    ): Promise<Progress> {
      // Rights may be taken away while an import runs.
      const rules = {
        create: decide(definition.rules.create, actor),
        update: matching.by === undefined || matching.found === 'skip' ? true : decide(definition.rules.update, actor),
      } as const
      const writer = { definition, actor, db: tx, requestId: requestIdOf(id), importId }
      const outcome = await writeRows(writer, batch.rows, rules)
      const errors = [
        ...batch.broken.map(({ nth, row }) => told(nth, row.cells, unreadableRow(row.problem))),
        ...outcome.problems.map(({ row, problem }) => told(row.nth, row.cells, problem)),
      ]
      await keepErrors(outside, id, errors)
      const { created, updated, unchanged } = outcome
      const progress = {
        position: batch.last,
        bytesDone: batch.bytes,
        created,
        updated,
        unchanged,
        failed: errors.length,
      }
      await noteProgress(outside, { id, lease }, progress)
      return progress
    },
  }
}

const unreadableRow = (message = 'The row cannot be read.'): RowProblem => ({
  code: 'INVALID_INPUT',
  message,
  field: null,
})

const told = (row: number, cells: readonly unknown[], problem: RowProblem) => ({
  ...problem,
  row,
  cells: cells.map(toldCell),
})

/** A cell as it came. What is neither text, number nor boolean is told as JSON text: any key may stand in it, and any number of digits. */
function toldCell(cell: unknown): unknown {
  if (cell === emptyText) return ''
  return typeof cell === 'object' && cell !== null ? exactText(cell) : (cell ?? null)
}

/** Who acts, with the rights that they have now. @throws PlinthError `FORBIDDEN` when there is no such user any more */
export function actorNow(actor: Actor, isOperator: boolean | null): Actor {
  if (actor.type !== 'user') return actor
  if (isOperator === null) throw new PlinthError('FORBIDDEN')
  return { ...actor, isOperator }
}
