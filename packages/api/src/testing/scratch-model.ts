import type { Column, Model } from '@plinth/db/model'
import { models } from '@plinth/db/models'
import { resource } from '../kit/resource/resource.ts'
import type { TestServer } from './test-server.ts'

/** A column of a model that is not part of the product. */
export const scratchColumn = (type: string, sql: string, more: Partial<Column> = {}): Column => ({
  type,
  sql,
  isNullable: false,
  isList: false,
  hasDefault: false,
  ...more,
})

/** The columns that every versioned row has. */
export const scratchBase: Readonly<Record<string, Column>> = {
  id: scratchColumn('String', 'uuid'),
  updatedAt: scratchColumn('DateTime', 'timestamptz(3)', { hasDefault: true, preset: 'now()' }),
  version: scratchColumn('Int', 'integer', { hasDefault: true, preset: 1 }),
}

/** Registers a model as if it were one of `prisma/models`. */
export function scratchModel(
  name: string,
  columns: Readonly<Record<string, Column>>,
  { uniques = [] }: Partial<Pick<Model, 'uniques'>> = {},
): Model {
  const model = { name, table: `${name.toLowerCase()}s`, columns, relations: {}, id: ['id'], uniques }
  models[name] = model
  return model
}

/** Creates the table of a model as Prisma would: a list may be null. */
export async function createTable(server: TestServer, { table, columns }: Model): Promise<void> {
  const definitions = Object.entries(columns).map(([name, { sql, isNullable, isList, preset }]) => {
    const value = typeof preset === 'string' && preset !== 'now()' ? `'${preset}'` : preset
    const start = value === undefined ? '' : ` default ${value}`
    return `"${name}" ${sql}${isNullable || isList ? '' : ' not null'}${start}`
  })
  await server.rows(`create table "${table}" (${definitions.join(', ')}, primary key (id))`)
}

/** Declares a resource over such a model, whose types the product does not have. */
export const declareScratch = resource as unknown as (declared: object) => {
  verbs: Record<string, never>
  trash: Record<string, never>
  transition(given: object): never
  action(given: object): never
  link(given: object): Readonly<Record<'add' | 'drop', never>>
}
