import type { Actor } from '@plinth/core/actor'
import { PlinthError } from '@plinth/core/errors'
import type { Database, TransactionDatabase } from '@plinth/db/database'
import { ImportState } from '@plinth/db/enums'
import type { Executor } from '@plinth/db/statement'
import { decide } from '../../kit/pipeline/access.ts'
import { toPlinthError } from '../../kit/pipeline/errors.ts'
import type { Definition } from '../../kit/resource/definition.ts'
import { batchTurns } from './batch-turns.ts'
import { ahead, batchesOf, type SourceBatch } from './batches.ts'
import { rowReader } from './cells.ts'
import { emptyText } from './csv.ts'
import { exactText } from './json-value.ts'
import { openSource } from './open-source.ts'
import { Pace } from './pace.ts'
import type { RowProblem } from './prepare.ts'
import { SeenKeys } from './seen-keys.ts'
import {
  finish,
  keepErrors,
  noteProgress,
  type Progress,
  type Renewed,
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
  /** Receives internal failures. */
  readonly onFault: (error: unknown) => void
  readonly onProgress?: (progress: Progress & { bytes: number }) => void
}

/** A check or an import is stopped after this time; an import can then be resumed. */
const checkLimitMs = 3_600_000
const runLimitMs = 12 * 3_600_000
const tooLong = 'It took longer than is allowed. Resume it, or bring the rows in several files.'
const batchTimeoutMs = 120_000

/** The events of an import contain its id where the events of a request contain the request's id. */
export const requestIdOf = (importId: string) => `import:${importId}`

/**
 * Runs or checks an import to its end. Each batch is one transaction with its rows, their events, the failed rows and the progress, so that it
 * resumes exactly where it stopped. It stops silently when another process has the lease or the import was cancelled. It never throws.
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

/** Ends work that cannot continue. Written rows stay; the import can be resumed, cancelled or undone. */
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
      const progress = await work.inTurn(batch, (tx, actor) => work.write(tx, batch, { actor, importId: id }))
      job.onProgress?.({ ...progress, bytes: stored.bytes })
    }
  } catch (error) {
    if (error instanceof Stopped) return
    throw error
  }
  await finish(db, { id, lease }, { state: ImportState.done })
}

/** Thrown to roll back a batch of a check. */
class TakenBack extends Error {}

/** Writes each batch and rolls it back at once, so that nobody waits for rows of a check. Its findings are stored outside of the transaction. */
async function check(job: Job, stored: StoredImport): Promise<void> {
  const { db, id, lease } = job
  const seen = new SeenKeys(id)
  const work = prepare(job, stored)
  await seen.drop(db)
  try {
    for await (const batch of ahead(work.batches())) {
      let found: Found | undefined
      await work
        .inTurn(batch, async (tx, actor) => {
          found = await work.find(tx, batch, { actor, importId: undefined, seen })
          throw new TakenBack()
        })
        .catch((error: unknown) => {
          if (!(error instanceof TakenBack)) throw error
        })
      if (!found) return
      await seen.keep(db)
      await work.keep(db, found)
      job.onProgress?.({ ...found.progress, bytes: stored.bytes })
    }
    await finish(db, { id, lease }, { state: ImportState.checked })
  } catch (error) {
    if (!(error instanceof Stopped)) throw error
  } finally {
    await seen.drop(db)
  }
}

/** The results of the rows of a batch. */
interface Found {
  readonly progress: Progress
  readonly errors: readonly ReturnType<typeof told>[]
}

interface WriteOptions {
  actor: Actor
  importId: string | undefined
  seen?: SeenKeys
}

function prepare(job: Job, stored: StoredImport) {
  const { db, id, lease } = job
  const definition = job.definition(stored.resource)
  if (!definition) throw new PlinthError('NOT_FOUND', { message: `There is no resource ${stored.resource} any more.` })
  const matching = { by: stored.matchBy ?? undefined, found: stored.matched }
  const writeRows = rowsWriter(definition, matching)
  const pace = new Pace()
  const isCheck = stored.state === ImportState.checking
  const deadline = performance.now() + (isCheck ? checkLimitMs : runLimitMs)
  let bytes = 0
  return {
    async *batches(): AsyncGenerator<SourceBatch> {
      const chunks = readChunks(db, id, (count) => {
        bytes += count
      })
      const source = await openSource(stored.format, chunks, stored.columns)
      const read = rowReader(definition, stored.mapping, stored.format === 'csv')
      yield* batchesOf(source, read, { skip: stored.position, bytes: () => bytes, size: () => pace.rows })
    },

    /** Runs the transaction of a batch when it is its turn. @throws Stopped when another process has the lease, or the work was cancelled */
    async inTurn<Result>(
      { rows, broken }: SourceBatch,
      run: (tx: TransactionDatabase, actor: Actor) => Promise<Result>,
    ): Promise<Result> {
      if (performance.now() > deadline) throw new PlinthError('TIMEOUT', { message: tooLong })
      return batchTurns.take(async () => {
        const startMs = performance.now()
        const begin = async (at: Executor) => {
          const renewed = await renew(at, { id, lease }, job.actor)
          if (!renewed) throw new Stopped()
          return actorNow(job.actor, renewed)
        }
        // The findings of a check remain when its batch is rolled back.
        const actor = isCheck ? await begin(db) : undefined
        try {
          return await db.transaction(async (tx) => run(tx, actor ?? (await begin(tx))), { timeoutMs: batchTimeoutMs })
        } finally {
          pace.note(rows.length + broken.length, performance.now() - startMs)
        }
      })
    },

    /** Writes the rows of a batch. */
    async find(tx: TransactionDatabase, batch: SourceBatch, { actor, importId, seen }: WriteOptions): Promise<Found> {
      // Rights may be revoked while an import runs.
      const rules = {
        create: decide(definition.rules.create, actor),
        update: matching.by === undefined || matching.found === 'skip' ? true : decide(definition.rules.update, actor),
      } as const
      const writer = { definition, actor, db: tx, requestId: requestIdOf(id), importId, seen }
      const { created, updated, unchanged, problems } = await writeRows(writer, batch.rows, rules)
      const errors = [
        ...batch.broken.map(({ nth, row }) => told(nth, row.cells, unreadableRow(row.problem))),
        ...problems.map(({ row, problem }) => told(row.nth, row.cells, problem)),
      ]
      const failed = errors.length
      return { errors, progress: { position: batch.last, bytesDone: batch.bytes, created, updated, unchanged, failed } }
    },

    /** Stores the results of a batch. */
    async keep(at: Executor, { errors, progress }: Found): Promise<void> {
      await keepErrors(at, id, errors)
      await noteProgress(at, { id, lease }, progress)
    },

    /** Writes a batch and stores its results, in one transaction. */
    async write(tx: TransactionDatabase, batch: SourceBatch, options: WriteOptions): Promise<Progress> {
      const found = await this.find(tx, batch, options)
      await this.keep(tx, found)
      return found.progress
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

/** A cell as it was uploaded. A value other than text, number or boolean becomes JSON text: it may contain any key and any number of digits. */
function toldCell(cell: unknown): unknown {
  if (cell === emptyText) return ''
  return typeof cell === 'object' && cell !== null ? exactText(cell) : (cell ?? null)
}

/** The actor, with their current rights. @throws PlinthError `FORBIDDEN`, `SIGN_IN_REQUIRED` when the user or session no longer exists */
export function actorNow(actor: Actor, { isOperator, hasSession }: Renewed): Actor {
  if (actor.type !== 'user') return actor
  if (isOperator === null) throw new PlinthError('FORBIDDEN')
  if (!hasSession)
    throw new PlinthError('SIGN_IN_REQUIRED', {
      message: 'The session in which it was begun has ended: sign in and resume it.',
    })
  return { ...actor, isOperator }
}
