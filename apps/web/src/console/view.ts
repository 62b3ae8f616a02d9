import { conditionOf, readCondition } from './conditions.ts'
import type { ListInput, Resource } from './types.ts'

/** One comparison of a filter, as written in the address. */
export interface Comparison {
  readonly filter: string
  readonly by: string
  readonly value: string
}

/** The state of a table, as stored in its address. */
export interface View {
  readonly search: string
  readonly comparisons: readonly Comparison[]
  /** Fields, with `-` for descending; empty for the order of the resource, or of the search. */
  readonly sort: readonly string[]
  /** The fields shown; empty for the default columns. */
  readonly columns: readonly string[]
  readonly size: number
  readonly isTrash: boolean
  /** The page: its cursor and its number. */
  readonly cursor: string | undefined
  readonly page: number
}

export const pageSizes = [20, 50, 100] as const
const defaultSize = 20
const maxSearch = 200

const listOf = (text: string | null, allowed: readonly string[], bare = (name: string) => name) => [
  ...new Set((text ?? '').split(',').filter((name) => allowed.includes(bare(name)))),
]

/** The view in an address; names unknown to the resource are ignored. */
export function readView(resource: Resource, params: URLSearchParams): View {
  const { lists, sorts, search, isSoft } = resource
  const size = pageSizes.find((known) => String(known) === params.get('size')) ?? defaultSize
  const cursor = params.get('cursor') ?? undefined
  const page = Number(params.get('page'))
  return {
    search: search.length > 0 ? (params.get('q') ?? '').trim().slice(0, maxSearch) : '',
    comparisons: [...params].flatMap(([key, value]) => readComparison(resource, key, value)),
    sort: listOf(params.get('sort'), sorts, (key) => key.replace(/^-/, '')).slice(0, 4),
    columns: listOf(params.get('columns'), lists),
    size,
    isTrash: isSoft && params.get('trash') === '1',
    cursor,
    page: cursor !== undefined && Number.isInteger(page) && page > 1 ? page : cursor === undefined ? 1 : 0,
  }
}

function readComparison({ filters }: Resource, key: string, value: string): Comparison[] {
  const cut = key.lastIndexOf('.')
  const filter = filters.find(({ name }) => name === key.slice(0, cut))
  const by = key.slice(cut + 1)
  if (!filter?.comparators.includes(by)) return []
  return readCondition(filter, by, value) === undefined ? [] : [{ filter: filter.name, by, value }]
}

/** The query of the address of a view, without `?`; default values are left out. */
export function viewQuery(view: Partial<View>): string {
  const params = new URLSearchParams()
  const { search, comparisons = [], sort = [], columns = [], size, isTrash, cursor, page = 1 } = view
  if (search) params.set('q', search)
  for (const { filter, by, value } of comparisons) params.set(`${filter}.${by}`, value)
  if (sort.length > 0) params.set('sort', sort.join(','))
  if (columns.length > 0) params.set('columns', columns.join(','))
  if (size !== undefined && size !== defaultSize) params.set('size', String(size))
  if (isTrash) params.set('trash', '1')
  if (cursor !== undefined) {
    params.set('cursor', cursor)
    if (page > 1) params.set('page', String(page))
  }
  // Readable: a query may contain commas and colons unescaped.
  return params.toString().replaceAll('%2C', ',').replaceAll('%3A', ':')
}

/** The input of the procedure `list`. */
export function listInput(resource: Resource, view: View): ListInput {
  const filter: Record<string, Record<string, unknown>> = {}
  for (const { filter: name, by, value } of view.comparisons) {
    const known = resource.filters.find((one) => one.name === name)
    if (known) filter[name] = { ...filter[name], ...conditionOf(known, by, value) }
  }
  const order = view.sort.length > 0 ? { sort: view.sort } : {}
  return {
    limit: view.size,
    total: 'estimated',
    ...(view.cursor !== undefined && { cursor: view.cursor }),
    ...(Object.keys(filter).length > 0 && { filter }),
    ...(view.search !== '' && { search: view.search, highlights: true }),
    ...(view.isTrash && { isTrash: true }),
    ...order,
  }
}

/** The columns that are shown: those that the user chose, otherwise those of the resource. */
export const shownColumns = (resource: Pick<Resource, 'columns'>, view: Pick<View, 'columns'>): string[] => [
  ...(view.columns.length > 0 ? view.columns : resource.columns),
]
