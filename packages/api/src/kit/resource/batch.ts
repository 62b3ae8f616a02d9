import type { TransactionDatabase, TransactionOptions } from '@plinth/db/database'
import type { RowRule } from '@plinth/db/statement'
import { z } from 'zod'
import { type DatabaseCall, mutation } from '../base-procedures.ts'
import type { ChangeCall } from '../change.ts'
import { constraintError } from '../pipeline/conflict.ts'
import { toPlinthError } from '../pipeline/errors.ts'
import { retried } from '../pipeline/retried.ts'
import { explainTaken } from '../pipeline/taken.ts'
import type { Definition, Verb, Writing } from './definition.ts'
import type { Batch, BatchResult } from './verb-types.ts'
import { createRow, removeInput, removeRow, rowId, updateRow, version } from './verbs.ts'

/** Rows of one batch. */
const maxRows = 1_000
/** A batch holds its locks no longer. */
const transaction: TransactionOptions = { timeoutMs: 60_000, work: 'batch' }

const itemsOf = (item: z.ZodType) => z.strictObject({ items: z.array(item).min(1).max(maxRows) })

type WriteOne = (
  call: ChangeCall,
  item: Record<string, unknown>,
  at: { rule: RowRule; attempt: number },
) => Promise<unknown>

/** Writes the rows one by one in one transaction, each behind a savepoint, so that every row that fails is told. */
async function writeAll(
  call: DatabaseCall<unknown>,
  write: WriteOne,
  { conflicts = {}, retry }: Pick<Writing, 'conflicts' | 'retry'>,
): Promise<Batch<unknown>> {
  const { items } = call.input as { items: Record<string, unknown>[] } // by its schema
  const rule = call.access.take()
  const results: BatchResult<unknown>[] = []
  const isCommitted = await call.db.transaction(
    (db: TransactionDatabase) =>
      db
        .attempt(async () => {
          for (const item of items) {
            // Within a transaction a failed statement ends all, unless it stands behind a savepoint of its own.
            const written = await retried(retry, (attempt) =>
              db.attempt(async () => ({ result: await write({ ...call, db }, item, { rule, attempt }) })),
            ).catch(async (error: unknown) => ({ error: await explainTaken(db, call.actor, error) }))
            results.push(
              'error' in written
                ? failed(constraintError(written.error, conflicts))
                : { isOk: true, row: written.result },
            )
          }
          if (results.some(({ isOk }) => !isOk)) throw notAll
          return true
        })
        .catch((error: unknown) => {
          if (error !== notAll) throw error
          return false
        }),
    transaction,
  )
  return { isCommitted, results }
}

const notAll = new Error('Some rows of the batch could not be written.')

/** What may be told of a row's failure. @throws what is no failure of the row: then the batch as a whole has failed */
function failed(error: unknown): BatchResult<never> {
  const known = toPlinthError(error)
  if (known.status >= 500) throw error
  return {
    isOk: false,
    error: { code: known.code, message: known.message, ...(known.fields && { fields: known.fields }) },
  }
}

const metaOf = (definition: Definition, verb: Verb) => ({ resource: definition, verb })

export function createManyVerb(definition: Definition) {
  const create = createRow(definition)
  const event = `${definition.name}.created`
  return mutation(
    {
      rule: definition.rules.create,
      input: itemsOf(definition.schemas.create),
      event,
      meta: metaOf(definition, 'createMany'),
      transaction,
    },
    (call) => writeAll(call, create, definition.writing),
  )
}

export function updateManyVerb(definition: Definition) {
  const update = updateRow(definition)
  const item = definition.schemas.update.extend({ id: rowId, version })
  const event = `${definition.name}.updated`
  return mutation(
    { rule: definition.rules.update, input: itemsOf(item), event, meta: metaOf(definition, 'updateMany'), transaction },
    (call) => writeAll(call, update, definition.writing),
  )
}

export function removeManyVerb(definition: Definition) {
  const remove = removeRow(definition)
  const event = `${definition.name}.removed`
  return mutation(
    {
      rule: definition.rules.remove,
      input: itemsOf(removeInput),
      event,
      meta: metaOf(definition, 'removeMany'),
      transaction,
    },
    (call) => writeAll(call, (each, item, { rule }) => remove(each, removeInput.parse(item), rule), definition.writing),
  )
}
