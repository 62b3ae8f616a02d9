// Writes the definitions of all resources as JSON, as far as they affect indexes: `node describe.ts`, in a separate process,
// so that a copy of the repository describes its own. It loads them by path, because the backend exports no definitions to other packages.
interface Field {
  kind: string
  columns: readonly string[]
  comparators: readonly string[]
  path?: readonly string[]
  relation?: string
  target?: { definition: { model: { name: string } } }
  computed?: { sql: { texts: readonly string[]; columns: readonly string[] } }
  counted?: { relation: string }
}

interface Definition {
  name: string
  model: { name: string; columns: Record<string, object> }
  fields: Record<string, Field>
  filters: Record<string, { path: readonly string[]; field: Field }>
  sorts: readonly string[]
  defaultSort: readonly string[]
  search: readonly string[]
  isSoft: boolean
  rules: { read(actor: object): unknown }
}

const source = async (path: string): Promise<unknown> => import(new URL(`../../../${path}`, import.meta.url).href)
const { definitions } = (await source('api/src/definitions.ts')) as { definitions: Record<string, Definition> } // as it exports them
const { isReadable } = (await source('api/src/kit/resource/readable.ts')) as {
  isReadable(definition: Definition, name: string): boolean
} // as it exports it
const { uniquesOf } = (await source('api/src/kit/resource/uniques.ts')) as {
  uniquesOf(definition: Definition): { columns: readonly string[]; constraint: string; isLive: boolean }[]
} // as it exports it
const { models } = (await source('db/src/generated/models.ts')) as { models: object } // as it exports them

const mapped = <From, To>(record: Record<string, From>, map: (value: From) => To) =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]))

/** SQL over columns of the row, in parentheses. */
const written = ({ texts, columns }: NonNullable<Field['computed']>['sql']) =>
  `(${texts.map((text, nth) => text + (columns[nth] === undefined ? '' : `"${columns[nth]}"`)).join('')})`

const fieldOf = ({ kind, columns, comparators, path, relation, target, computed, counted }: Field) => ({
  kind,
  columns,
  comparators,
  path,
  relation,
  targetModel: target?.definition.model.name,
  expression: computed && written(computed.sql),
  counts: counted?.relation,
})

const user = { type: 'user', userId: crypto.randomUUID(), sessionId: crypto.randomUUID(), isOperator: false }

/** The column by which each actor may read only their own rows, if the read rule restricts them so. */
function ownerOf({ rules, model }: Definition): string | undefined {
  const answers = [{ type: 'anonymous' }, user, { ...user, isOperator: true }].map((actor) => rules.read(actor))
  const wheres = answers.filter((answer) => answer !== false)
  return Object.keys(Object(wheres[0])).find((column) =>
    wheres.every((where) => Reflect.has(Object(Reflect.get(Object(where), column)), 'equals') && model.columns[column]),
  )
}

const described = Object.values(definitions).map((definition) => {
  const { name, model, fields, filters, sorts, defaultSort, search, isSoft } = definition
  return {
    name,
    model: model.name,
    owner: ownerOf(definition),
    fields: mapped(fields, fieldOf),
    filters: mapped(filters, ({ path, field }) => ({ path, field: fieldOf(field) })),
    sorts,
    readable: Object.keys(fields).filter((field) => isReadable(definition, field)),
    defaultSort,
    search,
    isSoft,
    liveUniques: uniquesOf(definition).filter(({ isLive }) => isLive),
  }
})
process.stdout.write(JSON.stringify({ definitions: described, models }))
