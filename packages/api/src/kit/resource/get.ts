import type { Actor } from '@plinth/core/actor'
import { PlinthError } from '@plinth/core/errors'
import { fragment } from '@plinth/db/fragment'
import type { Column } from '@plinth/db/model'
import { type Executor, type RowRule, statement } from '@plinth/db/statement'
import { tableRow } from '@plinth/db/where'
import { z } from 'zod'
import { bigintInput } from './bigint.ts'
import type { Definition, Params } from './definition.ts'
import { columnsOf, decideChecks, rowReader } from './select.ts'

/** Texts that name a row are short: whatever is longer names none. */
const maxKey = 500

/** Input of `get`: exactly one of the keys. */
export function keyInput({ keys, model }: Definition): z.ZodType {
  const schemas = keys.map((key) => [key, keySchema(model.columns[key]).optional()])
  return z
    .strictObject(Object.fromEntries(schemas))
    .refine((given) => Object.values(given).filter((value) => value !== undefined).length === 1, {
      error: `Expected exactly one of ${keys.join(', ')}.`,
    })
}

function keySchema(column: Column | undefined): z.ZodType {
  if (column?.sql === 'uuid') return z.uuid()
  if (column?.type === 'BigInt') return bigintInput()
  return column?.type === 'Int' ? z.int32() : z.string().min(1).max(maxKey)
}

/** The parameter for the end of an id. */
const tail = 'tail of id'

/** Who reads, and which rows. */
export interface Reader {
  readonly actor: Actor
  readonly rule: RowRule
}

/** Reads fields of one row by a key under a rule, in one statement. Rows that were removed softly are not there unless `isTrash`. */
export function findOne(definition: Definition, names: readonly string[]) {
  const { model, isSoft, keys, tails } = definition
  const row = tableRow(model.table)
  const read = rowReader(definition, names)
  const one = statement<Params, Record<string, unknown>>(
    (q) => {
      const key = keys.find((name) => q.has(name)) ?? 'id'
      const isKey = q.has(tail)
        ? fragment`right(${row.column('id')}::text, 12) = ${q.param(tail)}`
        : fragment`${row.column(key)} = ${q.param(key)}`
      const live = isSoft ? fragment` and ${row.column('removedAt')} is null` : fragment``
      return fragment.statement`select ${columnsOf({ q, row, prefix: '' }, definition, names)} from ${fragment.id(model.table)}
      where ${isKey} and ${q.check('rule', row)}${live}`
    },
    { isDerived: true },
  )
  /** The row that had this key before. */
  const renamed = async (db: Executor, key: Params, checks: Parameters<typeof one.run>[2]) => {
    const [name = '', value] = Object.entries(key).find(([name]) => tails[name]) ?? []
    const end = typeof value === 'string' ? tails[name]?.(value) : undefined
    return end === undefined ? undefined : (await one.run(db, { [tail]: end }, checks))[0]
  }
  /** @throws PlinthError `NOT_FOUND` when there is no such row, or none that this actor may read */
  return async (db: Executor, key: Params, { actor, rule }: Reader): Promise<Record<string, unknown>> => {
    const checks = { ...decideChecks(definition, names, actor), rule }
    const [found = await renamed(db, key, checks)] = await one.run(db, key, checks)
    if (!found) throw new PlinthError('NOT_FOUND')
    return read(found)
  }
}
