import { PlinthError } from '@plinth/core/errors'
import type { Definition } from '../../kit/resource/definition.ts'
import { labelOf } from '../../kit/resource/label-of.ts'
import { exactText } from './json-value.ts'
import { keyFinder } from './key-finder.ts'
import { problemOf, type Row, type RowProblem } from './prepare.ts'
import type { Writer } from './writer.ts'

/** The target row of a relation, given by another key than its id, such as an e-mail address. */
export class RelatedBy {
  readonly key: string
  readonly value: unknown
  constructor(key: string, value: unknown) {
    this.key = key
    this.value = value
  }
}

interface Found {
  readonly rows: readonly Row[]
  readonly problems: readonly { readonly row: Row; readonly problem: RowProblem }[]
}

/** A relation of a row that is given by a key. */
interface Asked {
  readonly row: Row
  readonly field: string
  readonly by: RelatedBy
}

/**
 * Replaces keys by the ids of rows that the actor may see. All keys of a batch are looked up in one statement per relation. A row with a
 * key that matches no row fails.
 */
export function relationFinder({ fields }: Definition) {
  const finders = new Map<string, { finder: ReturnType<typeof keyFinder>; target: Definition }>()
  const finderOf = (field: string, key: string) => {
    const name = `${field} ${key}`
    const target = fields[field]?.target?.definition
    if (!target) throw new Error(`${field} is not a relation.`)
    const known = finders.get(name) ?? { finder: keyFinder(target, key), target }
    finders.set(name, known)
    return known
  }

  return async (writer: Writer, rows: readonly Row[]): Promise<Found> => {
    const asked = rows.flatMap((row) =>
      Object.entries(row.given).flatMap(([field, by]): Asked[] =>
        by instanceof RelatedBy ? [{ row, field, by }] : [],
      ),
    )
    if (asked.length === 0) return { rows, problems: [] }
    const failed = new Map<Row, RowProblem>()
    const ids = new Map<Row, Record<string, string>>()
    for (const [, group] of Map.groupBy(asked, ({ field, by }) => `${field} ${by.key}`)) {
      const [first] = group
      if (!first) continue
      const { finder, target } = finderOf(first.field, first.by.key)
      const keys = new Map(group.map((one) => [one, keyOf(finder, one)]))
      const found = await finder.find(writer, [...new Set([...keys.values()].flatMap((key) => key ?? []))])
      for (const [one, key] of keys) {
        const id = found.get(key ?? '')?.id
        if (id === undefined) failed.set(one.row, problemOf(missing(one, target)))
        else ids.set(one.row, { ...ids.get(one.row), [one.field]: id })
      }
    }
    return {
      rows: rows
        .filter((row) => !failed.has(row))
        .map((row) => (ids.has(row) ? { ...row, given: { ...row.given, ...ids.get(row) } } : row)),
      problems: [...failed].map(([row, problem]) => ({ row, problem })),
    }
  }
}

/** Undefined for a value that is not valid for the key and so matches no row. */
function keyOf(finder: ReturnType<typeof keyFinder>, { by }: Asked): string | undefined {
  try {
    return finder.parse(by.value)
  } catch (error) {
    if (error instanceof PlinthError) return undefined
    throw error
  }
}

function missing({ field, by: { key, value } }: Asked, { labels, fields }: Definition): PlinthError {
  const shown = typeof value === 'string' ? value : exactText(value)
  const by = fields[key]?.label ?? labelOf(key)
  const message = `There is no ${labels.one} whose ${by.toLowerCase()} is "${shown.slice(0, 100)}", or you may not see it.`
  return new PlinthError('INVALID_INPUT', { fields: { [field]: [message] } })
}
