import { createHash } from 'node:crypto'
import type { Need } from './needs.ts'
import { expressionOf, type Index, type IndexPart } from './read-indexes.ts'

/** The collation of text for people, in any language. */
const collation = 'und-x-icu'

/** The generated column of a search, as used by `packages/api/src/kit/resource/search.ts`. */
const vector = 'searchVector'

/** Whether one of the indexes serves the need. */
export async function isBacked(need: Need, indexes: readonly Index[]): Promise<boolean> {
  const marks = (method: string, column: string | undefined) =>
    indexes.filter(
      (index) => index.table === need.table && index.method === method && index.parts[0]?.column === column,
    )
  if (need.by === 'collation')
    return marks('collation', need.columns[0]).some(({ parts }) => parts[0]?.expression === collation)
  if (need.by === 'words') {
    const words = await expressionOf(wordsOf(need))
    if (!marks('generated', vector).some(({ parts }) => parts[0]?.expression === words)) return false
  }
  const live = need.isSoft ? await expressionOf('"removedAt" is null') : undefined
  if (need.by === 'unique') {
    const isOver = ({ parts }: Index) =>
      parts.length === need.columns.length && need.columns.every((name) => parts.some(({ column }) => column === name))
    return indexes.some(
      (index) => index.name === need.name && index.isUnique && index.condition === live && isOver(index),
    )
  }
  const whole = indexes.filter(
    ({ table, condition }) => table === need.table && (condition === undefined || condition === live),
  )
  const isOfOwner = ({ method, parts }: Index) =>
    need.owner !== undefined && method === 'btree' && parts[0]?.column === need.owner
  const ofOwner = whole.filter(isOfOwner)
  if (ofOwner.length > 0 && need.by !== 'order') return true
  const keys = await Promise.all(need.columns.map(keyOf))
  const usable = [...whole, ...ofOwner.map((index) => ({ ...index, parts: index.parts.slice(1) }))]
  switch (need.by) {
    case 'values':
      return usable.some(({ method, parts }) => method === 'btree' && isPart(parts[0], keys[0]))
    case 'order':
      return usable.some((index) => isInOrder(index, keys))
    case 'likeness':
      return usable.some(({ method, parts }) => parts.some((part) => isLikeness(method, part, need.columns[0])))
    case 'words':
    case 'entries': {
      const wanted = need.by === 'words' ? vector : need.columns[0]
      return usable.some(({ method, parts }) => method === 'gin' && parts.some((part) => isWhole(part, wanted)))
    }
    case 'path': {
      const column = JSON.stringify({ ColumnRef: { fields: [{ String: { sval: need.columns[0] } }] } })
      return usable.some(({ parts }) => parts.some(({ expression }) => expression?.includes(column)))
    }
  }
}

/** A required part of an index: a column, or an expression in the form of `expressionOf`. */
interface Key extends Pick<IndexPart, 'column' | 'expression' | 'isDescending'> {}

const isExpression = (key: string) => key.replace(/^-/, '').startsWith('(')

async function keyOf(key: string): Promise<Key> {
  const isDescending = key.startsWith('-')
  const name = isDescending ? key.slice(1) : key
  return isExpression(key)
    ? { column: undefined, expression: await expressionOf(name), isDescending }
    : { column: name, expression: undefined, isDescending }
}

const isPart = (part: IndexPart | undefined, key: Key | undefined) =>
  part !== undefined && key !== undefined && part.column === key.column && part.expression === key.expression

/** A suitable index for a need; undefined if the need requires more than an index over columns. */
interface Proposed {
  name: string
  method: 'btree' | 'gin'
  /** The operator class, if it is not the default of the column's type. */
  operators?: string
  keys: readonly { column: string; isDescending: boolean }[]
}

const up = (column: string) => ({ column, isDescending: false })

function proposedFor({ table, by, columns, owner }: Need): Proposed | undefined {
  // After an owner column any index serves, except for an order, which must continue after it.
  const kind = owner === undefined || by === 'order' ? by : 'values'
  if (by === 'words' || by === 'collation' || by === 'unique' || kind === 'path') return undefined
  if (kind === 'likeness') {
    const [column = ''] = columns
    return { name: nameOf(table, [column, 'trgm']), method: 'gin', operators: 'gin_trgm_ops', keys: [up(column)] }
  }
  if (kind === 'entries') {
    const [column = ''] = columns
    return { name: nameOf(table, [column]), method: 'gin', keys: [up(column)] }
  }
  const isDescending = (key: string) => key.startsWith('-')
  // An index can be read in both directions: if all keys are descending, an ascending index serves.
  const isOneWay = new Set(columns.map(isDescending)).size === 1
  const keys = [...(owner === undefined ? [] : [owner]), ...columns]
    .slice(0, kind === 'values' ? 1 : undefined)
    .map((key) => ({ column: key.replace(/^-/, ''), isDescending: isDescending(key) && !isOneWay }))
  const parts = keys.map(({ column, isDescending: isDown }) => {
    const part = isExpression(column) ? `expr_${digestOf(column)}` : column
    return isDown ? `${part}_desc` : part
  })
  return { name: nameOf(table, parts), method: 'btree', keys }
}

/** The name in Prisma's convention. Postgres truncates names to 63 bytes: a digest distinguishes a longer one from others. */
function nameOf(table: string, parts: readonly string[]): string {
  const name = [table, ...parts, 'idx'].join('_')
  if (name.length <= 63) return name
  return `${name.slice(0, 50)}_${digestOf(name)}_idx`
}

const digestOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 8)

/** The statement that creates a suitable index. */
export function indexFor(need: Need): string {
  const { table, by, columns, name: ofUnique } = need
  const [first = ''] = columns
  const proposed = proposedFor(need)
  if (proposed) {
    const { name, method, operators = '', keys } = proposed
    const over = keys.map(
      ({ column, isDescending }) => `${isExpression(column) ? column : `"${column}"`}${isDescending ? ' DESC' : ''}`,
    )
    return method === 'gin'
      ? `CREATE INDEX "${name}" ON "${table}" USING GIN (${[over, operators].join(' ').trim()});`
      : `CREATE INDEX "${name}" ON "${table}" (${over.join(', ')});`
  }
  switch (by) {
    case 'collation':
      return `ALTER TABLE "${table}" ALTER COLUMN "${first}" TYPE text COLLATE "${collation}";`
    case 'unique':
      return `CREATE UNIQUE INDEX "${ofUnique}" ON "${table}" (${columns.map((column) => `"${column}"`).join(', ')}) WHERE "removedAt" IS NULL;`
    case 'words':
      return `ALTER TABLE "${table}" ADD COLUMN "${vector}" tsvector GENERATED ALWAYS AS (${wordsOf(need)}) STORED; CREATE INDEX "${table}_search_idx" ON "${table}" USING GIN ("${vector}");`
    default:
      return `CREATE INDEX "${nameOf(table, [first, 'path'])}" ON "${table}" (("${first}" #> '{path,of,the,value}'));`
  }
}

/**
 * The lines to write, and their file. Lines of the model become a migration by `npm run db -- new`, which drops an index that only a migration creates; an
 * index over an expression is the exception: no model can declare it, and Prisma ignores it.
 */
export function remedyFor(need: Need): string {
  const { by, table } = need
  const proposed = proposedFor(need)
  if (proposed && !proposed.keys.some(({ column }) => isExpression(column))) {
    const { name, method, operators, keys } = proposed
    const over = keys.map(({ column, isDescending }) =>
      operators ? `${column}(ops: raw("${operators}"))` : isDescending ? `${column}(sort: Desc)` : column,
    )
    return `Add to the model of ${table}: @@index([${over.join(', ')}]${method === 'gin' ? ', type: Gin' : ''}, map: "${name}")`
  }
  switch (by) {
    case 'collation':
      return `Add to the model of ${table}, above the field: /// @sql COLLATE "${collation}"`
    case 'words':
      return `Add to the model of ${table}: /// @sql GENERATED ALWAYS AS (${wordsOf(need)}) STORED, below it ${vector} Unsupported("tsvector")? @default(dbgenerated()) and @@index([${vector}], type: Gin, map: "${table}_search_idx")`
    default:
      return `Write in a migration (npm run db -- new NAME --empty): ${indexFor(need)}`
  }
}

/** The search vector of a row, in the form of the migrations. */
function wordsOf({ columns }: Need): string {
  return `"plinth_search_vector"(${columns.map((column) => `"${column}"`).join(', ')})`
}

/** Whether reading the index, forwards or backwards, returns rows in the order of these keys. */
function isInOrder({ method, parts, isUnique }: Index, keys: readonly Key[]): boolean {
  if (method !== 'btree') return false
  // After all columns of a unique index, no equal rows remain to be ordered.
  const length = isUnique && parts.length < keys.length ? parts.length : keys.length
  const ways = Array.from({ length }, (_, nth) =>
    isPart(parts[nth], keys[nth]) ? keys[nth]?.isDescending === parts[nth]?.isDescending : undefined,
  )
  return ways.every((way) => way === true) || ways.every((way) => way === false)
}

/** Whether a part covers the whole column, unlike trigrams. */
const isWhole = ({ column, operators = '' }: IndexPart, wanted: string | undefined) =>
  column === wanted && !/trgm/.test(operators)

function isLikeness(method: string, { column, operators = '' }: IndexPart, wanted: string | undefined): boolean {
  return (method === 'gin' || method === 'gist') && column === wanted && /^(gin|gist)_trgm_ops$/.test(operators)
}
