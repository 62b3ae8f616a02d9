// Writes the definitions of all resources as JSON, as far as their indexes follow from them: `node describe.ts`, in a process of its own,
// so that a copy of the repository gives its own. It reads them by path, because the backend exports no definitions to other packages.
interface Field {
  kind: string
  columns: readonly string[]
  comparators: readonly string[]
  path?: readonly string[]
  relation?: string
  target?: { definition: { model: { name: string } } }
}

interface Definition {
  name: string
  model: { name: string }
  fields: Record<string, Field>
  filters: Record<string, { path: readonly string[]; field: Field }>
  sorts: readonly string[]
  defaultSort: readonly string[]
  search: readonly string[]
  isSoft: boolean
}

const source = async (path: string): Promise<unknown> => import(new URL(`../../../${path}`, import.meta.url).href)
const { definitions } = (await source('api/src/definitions.ts')) as { definitions: Record<string, Definition> } // as it exports them
const { models } = (await source('db/src/generated/models.ts')) as { models: object } // as it exports them

const mapped = <From, To>(record: Record<string, From>, map: (value: From) => To) =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]))

const fieldOf = ({ kind, columns, comparators, path, relation, target }: Field) => ({
  kind,
  columns,
  comparators,
  path,
  relation,
  targetModel: target?.definition.model.name,
})

const described = Object.values(definitions).map(
  ({ name, model, fields, filters, sorts, defaultSort, search, isSoft }) => ({
    name,
    model: model.name,
    fields: mapped(fields, fieldOf),
    filters: mapped(filters, ({ path, field }) => ({ path, field: fieldOf(field) })),
    sorts,
    defaultSort,
    search,
    isSoft,
  }),
)
process.stdout.write(JSON.stringify({ definitions: described, models }))
