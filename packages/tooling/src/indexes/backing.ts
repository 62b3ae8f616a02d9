import type { Need } from './needs.ts'
import { expressionOf, type Index, type IndexPart } from './read-indexes.ts'

/** The order of text for people, in any language. */
const collation = 'und-x-icu'

/** The generated column of a search, as `packages/api/src/kit/resource/search.ts` asks for it. */
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
  const whole = indexes.filter(
    ({ table, condition }) => table === need.table && (condition === undefined || condition === live),
  )
  const isOfOwner = ({ method, parts }: Index) =>
    need.owner !== undefined && method === 'btree' && parts[0]?.column === need.owner
  const ofOwner = whole.filter(isOfOwner)
  if (ofOwner.length > 0 && need.by !== 'order') return true
  const usable = [...whole, ...ofOwner.map((index) => ({ ...index, parts: index.parts.slice(1) }))]
  switch (need.by) {
    case 'values':
      return usable.some(({ method, parts }) => method === 'btree' && parts[0]?.column === need.columns[0])
    case 'order':
      return usable.some((index) => isInOrder(index, need.columns))
    case 'likeness':
      return usable.some(({ method, parts }) => parts.some((part) => isLikeness(method, part, need.columns[0])))
    case 'words':
      return usable.some(({ method, parts }) => method === 'gin' && parts.some(({ column }) => column === vector))
    case 'path': {
      const column = JSON.stringify({ ColumnRef: { fields: [{ String: { sval: need.columns[0] } }] } })
      return usable.some(({ parts }) => parts.some(({ expression }) => expression?.includes(column)))
    }
  }
}

/** The statement that would make such an index. */
export function indexFor(need: Need): string {
  const { table, by, isSoft, owner } = need
  const columns = owner === undefined ? need.columns : [owner, ...need.columns]
  const [first = ''] = columns
  const where = isSoft ? ' WHERE "removedAt" IS NULL' : ''
  const create = (name: string, over: string) => `CREATE INDEX "${table}_${name}_idx" ON "${table}" ${over}${where};`
  switch (owner === undefined || by === 'order' || by === 'words' || by === 'collation' ? by : 'values') {
    case 'values':
      return create(first, `("${first}")`)
    case 'order': {
      // An index is read both ways: where all keys go down, one that goes up serves.
      const isOneWay = new Set(need.columns.map((key) => key.startsWith('-'))).size === 1
      const keys = columns.map((key) => `"${key.replace('-', '')}"${key.startsWith('-') && !isOneWay ? ' DESC' : ''}`)
      return create(columns.map((key) => key.replace('-', '')).join('_'), `(${keys.join(', ')})`)
    }
    case 'likeness':
      return create(`${first}_trgm`, `USING GIN ("${first}" gin_trgm_ops)`)
    case 'collation':
      return `ALTER TABLE "${table}" ALTER COLUMN "${first}" TYPE text COLLATE "${collation}";`
    case 'words':
      return `ALTER TABLE "${table}" ADD COLUMN "${vector}" tsvector GENERATED ALWAYS AS (${wordsOf(need)}) STORED; ${create('search', `USING GIN ("${vector}")`)}`
    case 'path':
      return create(`${first}_path`, `(("${first}" #> '{path,of,the,value}'))`)
  }
}

/** The words of a row, as the migration makes them. */
function wordsOf({ columns }: Need): string {
  return `"plinth_search_vector"(${columns.map((column) => `"${column}"`).join(', ')})`
}

/** The lines of a model from which `npm run db -- new` writes the same, and keeps it. */
export function modelLinesFor(need: Need): string | undefined {
  const { by, table } = need
  if (by === 'collation') return `/// @sql COLLATE "${collation}" (above the field)`
  if (by !== 'words') return undefined
  return `/// @sql GENERATED ALWAYS AS (${wordsOf(need)}) STORED, below it ${vector} Unsupported("tsvector")? @default(dbgenerated()) and @@index([${vector}], type: Gin, map: "${table}_search_idx")`
}

/** Whether reading the index, forwards or backwards, gives rows in the order of these keys. */
function isInOrder({ method, parts, isUnique }: Index, keys: readonly string[]): boolean {
  if (method !== 'btree') return false
  // Behind all columns of a unique index there is nothing left to be put in order.
  const length = isUnique && parts.length < keys.length ? parts.length : keys.length
  const ways = Array.from({ length }, (_, nth) => {
    const [key = '', part] = [keys[nth], parts[nth]]
    const isDescending = key.startsWith('-')
    return part?.column === key.replace('-', '') ? isDescending === part.isDescending : undefined
  })
  return ways.every((way) => way === true) || ways.every((way) => way === false)
}

function isLikeness(method: string, { column, operators = '' }: IndexPart, wanted: string | undefined): boolean {
  return (method === 'gin' || method === 'gist') && column === wanted && /^(gin|gist)_trgm_ops$/.test(operators)
}
