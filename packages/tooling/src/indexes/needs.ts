import type { Definition, Described, Field, Model } from './definitions.ts'

/** An index that a client's query requires. */
export interface Need {
  readonly resource: string
  /** Its purpose: `the filter title`. */
  readonly what: string
  readonly table: string
  /**
   * `values`: rows by equal values and ranges. `order`: rows in an order, the id last. `likeness`: rows whose text contains another text, or is
   * similar to it. `words`: rows by words, in the generated column `searchVector`. `entries`: rows by the entries of a list. `path`: rows by a value
   * within JSON. `collation`: no index, but a language's sort order for the column. `unique`: different values among rows outside of the trash.
   */
  readonly by: 'values' | 'order' | 'likeness' | 'words' | 'entries' | 'path' | 'collation' | 'unique'
  /** The columns in their order, with `-` for descending; an expression is in parentheses. */
  readonly columns: readonly string[]
  /** Whether the query concerns only rows that have not been removed. */
  readonly isSoft: boolean
  /** The column by which the rule restricts every query to the rows of one owner. */
  readonly owner: string | undefined
  /** The name that it must have, if errors are derived from it. */
  readonly name?: string
}

/** With this few values of a choice or fewer, an index would not be selective enough. */
const fewNames = 10

/**
 * The indexes that the filters, sorts and searches of all resources require. Booleans and choices of at most ten values need no index: reading a tenth of
 * the rows is as fast without one, and such a filter narrows a list that its sort already orders. If the read rule restricts each
 * actor to their own rows, an index that begins with the owner serves every filter and search, and every order that continues after it.
 */
export function needsOf({ definitions, models }: Described): Need[] {
  return definitions.flatMap((definition) => {
    const at = new Place(definition, models)
    return [
      ...Object.keys(definition.filters).flatMap((name) => filterNeeds(at, name)),
      ...ordersOf(definition).flatMap((sort) => sortNeeds(at, sort)),
      ...searchNeeds(at),
      ...countNeeds(at),
      ...uniqueNeeds(at),
    ]
  })
}

class Place {
  readonly definition: Definition
  readonly models: Described['models']

  constructor(definition: Definition, models: Described['models']) {
    this.definition = definition
    this.models = models
  }

  get model(): Model {
    return this.modelOf(this.definition.model)
  }

  modelOf(name: string): Model {
    const model = this.models[name]
    if (!model) throw new Error(`There is no model ${name}.`)
    return model
  }

  need(what: string, need: Pick<Need, 'by' | 'columns'> & Partial<Need>): Need {
    const { name, isSoft, owner } = this.definition
    const { table } = this.model
    const isOwn = (need.table ?? table) === table
    return { resource: name, what, table, isSoft, owner: isOwn ? owner : undefined, ...need }
  }
}

function filterNeeds(at: Place, name: string): Need[] {
  const filter = at.definition.filters[name]
  if (!filter) return []
  const [own = '', other] = filter.path
  const what = `the filter ${name}`
  if (filter.field.kind === 'names') return namesNeeds(at, what, filter.field)
  if (other === undefined) return fieldNeeds(at, what, { field: filter.field, model: at.model })
  const through = at.definition.fields[own]
  const relation = at.model.relations[through?.relation ?? own]
  if (!relation) return []
  const target = at.modelOf(relation.model)
  // First the rows of the other table are found by value, then the related rows of this one.
  const link =
    relation.kind === 'many'
      ? { table: target.table, columns: relation.to.slice(0, 1) }
      : { columns: relation.from.slice(0, 1) }
  return [
    at.need(what, { by: 'values', isSoft: at.definition.isSoft && relation.kind !== 'many', ...link }),
    ...fieldNeeds(at, what, { field: filter.field, model: target }).map((need) => ({ ...need, isSoft: false })),
  ]
}

function fieldNeeds(at: Place, what: string, { field, model }: { field: Field; model: Model }): Need[] {
  const [column = ''] = field.columns
  const { table } = model
  // Even for a boolean: without an index on the expression Postgres has no statistics of its values.
  if (field.expression !== undefined) return [at.need(what, { table, by: 'values', columns: [field.expression] })]
  if (field.kind === 'json') return [at.need(what, { table, by: 'path', columns: [column] })]
  const { values } = model.columns[column] ?? {}
  const isCoarse = field.kind === 'boolean' || (values !== undefined && values.length <= fewNames)
  if (field.kind === 'list') return isCoarse ? [] : [at.need(what, { table, by: 'entries', columns: [column] })]
  const needs: Need[] = []
  const compares = field.comparators.some((by) => by !== 'contains' && by !== 'not')
  const isNullAlone = field.comparators.every((by) => by === 'contains' || by === 'equals' || by === 'not')
  if (compares && !isCoarse && !(isNullAlone && field.kind === 'markdown'))
    needs.push(at.need(what, { table, by: 'values', columns: [column] }))
  if (field.comparators.includes('contains')) needs.push(at.need(what, { table, by: 'likeness', columns: [column] }))
  return needs
}

/** From the name to its links, and from a link to the row. */
function namesNeeds(at: Place, what: string, { path = [] }: Field): Need[] {
  const [links = '', to = '', column = ''] = path
  const relation = at.model.relations[links]
  const link = relation && at.modelOf(relation.model)
  const target = link?.relations[to]
  if (!relation || !link || !target) return []
  const names = at.modelOf(target.model)
  return [
    at.need(what, { table: names.table, by: 'values', columns: [column], isSoft: false }),
    at.need(what, { table: link.table, by: 'values', columns: target.from.slice(0, 1), isSoft: false }),
    at.need(what, { table: link.table, by: 'values', columns: relation.to.slice(0, 1), isSoft: false }),
  ]
}

/** Each sort, and the default order unless it is one of them, ascending or descending. */
function ordersOf({ sorts, defaultSort }: Definition): string[] {
  const usual = defaultSort.join()
  return sorts.includes(usual.replace(/^-/, '')) ? sorts : [...sorts, usual]
}

function sortNeeds(at: Place, sort: string): Need[] {
  const keys = sort.split(',').map((key) => {
    const isDescending = key.startsWith('-')
    const { columns: [column] = [], expression } = at.definition.fields[isDescending ? key.slice(1) : key] ?? {}
    return `${isDescending ? '-' : ''}${expression ?? column ?? ''}`
  })
  const isTotal = keys.some((key) => key.replace('-', '') === 'id')
  // As the list orders: the id has the direction of the last key.
  const id = `${keys.at(-1)?.startsWith('-') ? '-' : ''}id`
  const readable = sort.split(',').filter((key) => at.definition.readable.includes(key.replace(/^-/, '')))
  return [
    at.need(`the sort ${sort}`, { by: 'order', columns: isTotal ? keys : [...keys, id] }),
    ...readable.map((key) => {
      const columns = at.definition.fields[key.replace(/^-/, '')]?.columns ?? []
      return at.need(`the sort ${key.replace(/^-/, '')}`, { by: 'collation', columns })
    }),
  ]
}

/** Rows of the other table are found by the row to which they belong. */
function countNeeds(at: Place): Need[] {
  return Object.entries(at.definition.fields).flatMap(([name, { counts }]) => {
    const relation = at.model.relations[counts ?? '']
    if (!relation) return []
    const { table } = at.modelOf(relation.model)
    return [at.need(`the count ${name}`, { table, by: 'values', columns: relation.to.slice(0, 1), isSoft: false })]
  })
}

/** Uniqueness must be enforced by an index; a check before each write is not sufficient. */
const uniqueNeeds = (at: Place): Need[] =>
  at.definition.liveUniques.map(({ columns, constraint }) =>
    at.need(`the uniqueness of ${columns.join(' and ')} among live rows`, { by: 'unique', columns, name: constraint }),
  )

function searchNeeds(at: Place): Need[] {
  const { search } = at.definition
  const [first] = search
  if (first === undefined) return []
  return [
    at.need('the search', { by: 'words', columns: search }),
    at.need('the search after a typing error', { by: 'likeness', columns: [first] }),
  ]
}
