import { createHash } from 'node:crypto'
import { fragment } from '@plinth/db/fragment'
import { type Build, type Executor, statement } from '@plinth/db/statement'
import type { Definition, Params } from '../../kit/resource/definition.ts'
import { type Unique, uniquesOf } from '../../kit/resource/uniques.ts'

/** A unique value that a row of the file would take. */
export interface TakenKey {
  readonly key: string
  readonly owner: string
  readonly given: string
}

const finding = statement(
  (q: Build<{ id: string; keys: string }>) => fragment.statement<TakenKey>`
    select "key", "owner", "given" from "import_keys" where "importId" = ${q.param('id')}::uuid
      and "key" in (select jsonb_array_elements_text(${q.param('keys')}::jsonb))`,
)

const adding = statement(
  (q: Build<{ id: string; keys: string }>) => fragment.statement<never>`
    insert into "import_keys" ("importId", "key", "owner", "given")
    select ${q.param('id')}::uuid, "key", "owner", "given" from jsonb_to_recordset(${q.param('keys')}::jsonb) as "new"("key" text, "owner" text, "given" text)
    on conflict ("importId", "key") do update set "owner" = excluded."owner", "given" = excluded."given"`,
)

const dropping = statement(
  (q: Build<{ id: string }>) =>
    fragment.statement<never>`delete from "import_keys" where "importId" = ${q.param('id')}::uuid`,
)

/**
 * The unique values that the rows of a check would take. Each batch of a check is rolled back, so that it holds nothing; what its rows took is kept
 * here, and later rows are checked against it.
 */
export class SeenKeys {
  private taken = new Map<string, TakenKey>()
  private readonly id: string

  constructor(importId: string) {
    this.id = importId
  }

  /** Those of the keys that rows of earlier batches took. */
  async find(db: Executor, keys: readonly string[]): Promise<Map<string, TakenKey>> {
    if (keys.length === 0) return new Map()
    const found = await finding.run(db, { id: this.id, keys: JSON.stringify(keys) })
    return new Map(found.map((taken) => [taken.key, taken]))
  }

  /** The same as rows of this batch have left it. */
  latest(taken: TakenKey): TakenKey {
    return this.taken.get(taken.key) ?? taken
  }

  take(key: TakenKey): void {
    this.taken.set(key.key, key)
  }

  /** Keeps what the batch took, outside of its transaction. */
  async keep(db: Executor): Promise<void> {
    const keys = [...this.taken.values()]
    this.taken = new Map()
    if (keys.length > 0) await adding.run(db, { id: this.id, keys: JSON.stringify(keys) })
  }

  /** Forgets all of them. */
  async drop(db: Executor): Promise<void> {
    this.taken = new Map()
    await dropping.run(db, { id: this.id })
  }
}

export const hashOf = (text: string) => createHash('sha256').update(text).digest('base64url').slice(0, 22)

/** The unique values among columns that are set: the columns, and a hash by which rows of equal values are found. Null equals nothing. */
export function uniqueKeys(definition: Definition, columns: Params): { unique: Unique; key: string }[] {
  const { model } = definition
  return uniquesOf(definition).flatMap((unique) => {
    const values = unique.columns.map((column) => columns[column])
    if (values.some((value) => value === undefined || value === null)) return []
    const equal = unique.columns.map((column, nth) => comparable(model.columns[column]?.sql ?? 'text', values[nth]))
    return [{ unique, key: hashOf(JSON.stringify([unique.columns, equal])) }]
  })
}

/** A value as its column compares it. */
function comparable(sql: string, value: unknown): string {
  const text = value instanceof Date ? value.toISOString() : String(value)
  if (sql === 'uuid' || sql === 'citext') return text.toLowerCase()
  if (!/^(numeric|decimal)/.test(sql)) return text
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}
