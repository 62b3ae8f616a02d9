import type { TransactionDatabase, TransactionOptions } from '@plinth/db/database'
import type { RowRule } from '@plinth/db/statement'
import { z } from 'zod'
import type { DatabaseCall } from '../../base-procedures.ts'
import type { ChangeCall } from '../../change.ts'
import { constraintError } from '../../pipeline/conflict.ts'
import { toPlinthError } from '../../pipeline/errors.ts'
import { retried } from '../../pipeline/retried.ts'
import { explainTaken } from '../../pipeline/taken.ts'
import { conflictsOf } from '../conflicts-of.ts'
import type { Definition } from '../definition.ts'
import type { Batch, BatchResult } from './answers.ts'
import type { MutationVerb } from './verb.ts'

/** Rows of one batch. */
const maxRows = 1_000
/** The longest time for which a batch holds its locks. */
const transaction: TransactionOptions = { timeoutMs: 60_000, work: 'batch' }

/** What verbs of many rows have in common. */
export const batchPart = {
  transaction,
  words: {
    about: () => 'All of it is written, or nothing: then the answer is a 422 and says what is wrong with which.',
  },
  contract: { output: ({ written }, print) => `RowBatch<${print(written)}>` },
  console: 'screen',
} satisfies Omit<Partial<MutationVerb>, 'words'> & { words: Omit<MutationVerb['words'], 'summary'> }

/** The input of a verb of many rows. */
export const itemsOf = (item: z.ZodType) => z.strictObject({ items: z.array(item).min(1).max(maxRows) })

const refusal = z.object({
  code: z.string(),
  message: z.string(),
  fields: z.record(z.string(), z.array(z.string())).optional(),
})

/** What a verb of many rows answers. */
export function batchOf(row: z.ZodType) {
  const result = z.discriminatedUnion('isOk', [
    z.object({ isOk: z.literal(true), row }),
    z.object({ isOk: z.literal(false), error: refusal }),
  ])
  return z.object({ isCommitted: z.boolean(), results: z.array(result) })
}

type WriteOne = (
  call: ChangeCall,
  item: Record<string, unknown>,
  at: { rule: RowRule; attempt: number },
) => Promise<unknown>

/** Writes the rows one by one in one transaction, each after a savepoint, so that every failing row is reported. */
export async function writeAll(
  call: DatabaseCall<unknown>,
  write: WriteOne,
  definition: Definition,
): Promise<Batch<unknown>> {
  const { items } = call.input as { items: Record<string, unknown>[] } // by its schema
  const rule = call.access.take()
  const { retry } = definition.writing
  const results: BatchResult<unknown>[] = []
  const isCommitted = await call.db.transaction(
    (db: TransactionDatabase) =>
      db
        .attempt(async () => {
          for (const item of items) {
            // A failed statement aborts the transaction, unless a savepoint precedes it.
            const written = await retried(retry, (attempt) =>
              db.attempt(async () => ({ result: await write({ ...call, db }, item, { rule, attempt }) })),
            ).catch(async (error: unknown) => ({ error: await explainTaken(db, call.actor, error) }))
            results.push(
              'error' in written
                ? failed(constraintError(written.error, conflictsOf(definition)))
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

/** The public part of a row's failure. @throws any other failure: then the whole batch has failed */
function failed(error: unknown): BatchResult<never> {
  const known = toPlinthError(error)
  if (known.status >= 500) throw error
  return {
    isOk: false,
    error: { code: known.code, message: known.message, ...(known.fields && { fields: known.fields }) },
  }
}
