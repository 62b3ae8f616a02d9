import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { get_dmmf } from '@prisma/prisma-schema-wasm'
import { z } from 'zod'
import type { Generator } from './generator.ts'

const fieldSchema = z.object({
  name: z.string(),
  dbName: z.string().nullish(),
  kind: z.enum(['scalar', 'object', 'enum', 'unsupported']),
  type: z.string(),
  nativeType: z.tuple([z.string(), z.array(z.string())]).nullish(),
  isList: z.boolean(),
  isRequired: z.boolean(),
  isUnique: z.boolean(),
  isId: z.boolean(),
  default: z.unknown().optional(),
  relationName: z.string().optional(),
  relationFromFields: z.array(z.string()).optional(),
  relationToFields: z.array(z.string()).optional(),
})
type Field = z.infer<typeof fieldSchema>

const modelSchema = z.object({
  name: z.string(),
  dbName: z.string().nullable(),
  fields: z.array(fieldSchema),
  primaryKey: z.object({ fields: z.array(z.string()) }).nullable(),
  uniqueFields: z.array(z.array(z.string())),
})
type Model = z.infer<typeof modelSchema>

const dmmfSchema = z.object({
  datamodel: z.object({
    models: z.array(modelSchema),
    enums: z.array(
      z.object({ name: z.string(), dbName: z.string().nullish(), values: z.array(z.object({ name: z.string() })) }),
    ),
  }),
})
type Datamodel = z.infer<typeof dmmfSchema>['datamodel']

/** The information that resources use about each model: columns and relations, as data and as types. */
export const models: Generator = {
  name: 'Models for resources',
  folders: [],
  async generate(root) {
    const files: [string, string][] = []
    for await (const path of glob('**/*.prisma', { cwd: join(root, 'prisma') })) {
      files.push([path, await readFile(join(root, 'prisma', path), 'utf8')])
    }
    files.sort(([one], [other]) => (one < other ? -1 : 1))
    return new Map([['packages/db/src/generated/models.ts', modelsOf(files, './kysely/enums.ts')]])
  },
}

/**
 * Generates the module that describes the models of a Prisma schema.
 * @throws Error naming what in the schema cannot be described
 * @public Used by tests, which load it by its path, to describe their own models.
 */
export function modelsOf(files: readonly (readonly [string, string])[], enums: string): string {
  const { datamodel } = dmmfSchema.parse(JSON.parse(get_dmmf(JSON.stringify({ prismaSchema: files }))))
  const names = datamodel.enums.map(({ name }) => name)
  return `// Written by \`npm run gen\` from the models in prisma/.
${names.length > 0 ? `import type { ${names.join(', ')} } from '${enums}'\n` : ''}import type { Model, Relation } from '../model.ts'

/** The rows of each model as TypeScript sees them, and its relations. */
export interface Models {
${datamodel.models.map((model) => typeOf(model)).join('\n')}
}

export const models: Record<string, Model> = {
${datamodel.models.map((model) => dataOf(model, datamodel)).join('\n')}
}
`
}

function typeOf({ name, fields }: Model): string {
  const columns = fields.filter(isColumn).map((field) => `      ${field.name}: ${columnType(field)}`)
  const relations = fields
    .filter(({ kind }) => kind === 'object')
    .map(({ name: relation, type, isList, isRequired }) => {
      const kind = isList ? 'many' : isRequired ? 'one' : 'optional'
      return `      ${relation}: Relation<'${type}', '${kind}'>`
    })
  const optional = fields.filter((field) => isLeftOut(field, fields)).map((field) => `'${field.name}'`)
  return `  ${name}: {
    columns: {
${columns.join('\n')}
    }
    relations: ${relations.length > 0 ? `{\n${relations.join('\n')}\n    }` : '{}'}
    optional: ${optional.length > 0 ? optional.join(' | ') : 'never'}
  }`
}

const isColumn = ({ kind }: Field) => kind === 'scalar' || kind === 'enum'

/** Whether a new row may omit the field: a column that may be null or has a default, a list, or a relation over such columns. */
function isLeftOut(field: Field, fields: readonly Field[]): boolean {
  if (isColumn(field)) return !field.isRequired || field.isList || field.default !== undefined
  const own = fields.filter(({ name }) => field.relationFromFields?.includes(name))
  return own.length > 0 && own.every((column) => isLeftOut(column, fields))
}

const scalarTypes: Readonly<Record<string, string>> = {
  String: 'string',
  Int: 'number',
  BigInt: 'bigint',
  Float: 'number',
  Decimal: 'string',
  Boolean: 'boolean',
  Json: 'unknown',
  Bytes: 'Uint8Array',
}

function columnType(field: Field): string {
  const { kind, type, isList, isRequired } = field
  const one = kind === 'enum' ? type : type === 'DateTime' ? dateType(field) : (scalarTypes[type] ?? 'unknown')
  const many = isList ? `${one}[]` : one
  return isRequired || isList ? many : `${many} | null`
}

/** A calendar date and a time of day are not points in time: they remain the text that Postgres writes. */
const dateType = ({ nativeType }: Field) =>
  ['Date', 'Time', 'Timetz'].includes(nativeType?.[0] ?? '') ? 'string' : 'Date'

function dataOf(model: Model, datamodel: Datamodel): string {
  const columns = model.fields.filter(isColumn).map((field) => `      ${field.name}: ${columnOf(field, datamodel)},`)
  const relations = model.fields
    .filter(({ kind }) => kind === 'object')
    .map((field) => `      ${field.name}: ${relationOf(model, field, datamodel)},`)
  const id = model.primaryKey?.fields ?? model.fields.filter(({ isId }) => isId).map(({ name }) => name)
  const uniques = [...model.fields.filter(({ isUnique }) => isUnique).map(({ name }) => [name]), ...model.uniqueFields]
  return `  ${model.name}: {
    name: '${model.name}',
    table: '${model.dbName ?? model.name}',
    columns: {
${columns.join('\n')}
    },
    relations: ${relations.length > 0 ? `{\n${relations.join('\n')}\n    }` : '{}'},
    id: ${list(id)},
    uniques: [${uniques.map(list).join(', ')}],
  },`
}

const list = (names: readonly string[]) => `[${names.map((name) => `'${name}'`).join(', ')}]`

function columnOf(field: Field, { enums }: Datamodel): string {
  if (field.dbName && field.dbName !== field.name) {
    throw new Error(
      `${field.name} has @map: columns have the names of their fields, so that one name serves everywhere.`,
    )
  }
  const values = enums.find(({ name }) => name === field.type)?.values.map(({ name }) => name)
  const isGiven = field.default !== undefined
  return `{ type: '${field.type}', sql: '${sqlType(field, enums)}', isNullable: ${!field.isRequired}, isList: ${field.isList}, hasDefault: ${isGiven}${
    values ? `, values: ${list(values)}` : ''
  }${defaultOf(field)} }`
}

/** A default that a rule on a new row may need: a constant, or the time. */
function defaultOf({ default: preset }: Field): string {
  if (typeof preset === 'string' || typeof preset === 'number' || typeof preset === 'boolean')
    return `, preset: ${typeof preset === 'string' ? `'${preset.replaceAll(/['\\]/g, '\\$&')}'` : preset}`
  const isNow = typeof preset === 'object' && preset !== null && 'name' in preset && preset.name === 'now'
  return isNow ? `, preset: 'now()'` : ''
}

const nativeTypes: Readonly<Record<string, string>> = {
  Uuid: 'uuid',
  Text: 'text',
  Citext: 'citext',
  SmallInt: 'smallint',
  Integer: 'integer',
  BigInt: 'bigint',
  Real: 'real',
  DoublePrecision: 'double precision',
  Date: 'date',
  Json: 'json',
  JsonB: 'jsonb',
  Inet: 'inet',
}

const defaultTypes: Readonly<Record<string, string>> = {
  String: 'text',
  Int: 'integer',
  BigInt: 'bigint',
  Float: 'double precision',
  Decimal: 'numeric',
  Boolean: 'boolean',
  DateTime: 'timestamp',
  Json: 'jsonb',
  Bytes: 'bytea',
}

const sizedTypes: Readonly<Record<string, string>> = {
  Char: 'character',
  VarChar: 'character varying',
  Decimal: 'numeric',
  Timestamp: 'timestamp',
  Timestamptz: 'timestamptz',
  Time: 'time',
  Timetz: 'timetz',
}

function sqlType({ name, type, kind, isList, nativeType }: Field, enums: Datamodel['enums']): string {
  const suffix = isList ? '[]' : ''
  if (kind === 'enum') return `"${enums.find((known) => known.name === type)?.dbName ?? type}"${suffix}`
  const [native, args] = nativeType ?? []
  const sized = native !== undefined && sizedTypes[native]
  const known = native === undefined ? defaultTypes[type] : (nativeTypes[native] ?? sized)
  if (!known) throw new Error(`${name} has a type that resources do not know: ${type} ${native ?? ''}.`)
  return `${known}${sized && args && args.length > 0 ? `(${args.join(',')})` : ''}${suffix}`
}

/** The columns of this model and of the other one that a relation joins. The side without a foreign key takes them from the side that has it. */
function relationOf(model: Model, field: Field, { models: all }: Datamodel): string {
  const { type, isList, isRequired, relationName } = field
  const other = all
    .find(({ name }) => name === type)
    ?.fields.find(
      (back) =>
        back.relationName === relationName && (back !== field || model.name !== type) && back.type === model.name,
    )
  const isOwner = (field.relationFromFields?.length ?? 0) > 0
  const from = isOwner ? field.relationFromFields : other?.relationToFields
  const to = isOwner ? field.relationToFields : other?.relationFromFields
  if (!from?.length || !to?.length) {
    throw new Error(`${model.name}.${field.name} is an implicit many-to-many relation: give it a model of its own.`)
  }
  const kind = isList ? 'many' : isRequired ? 'one' : 'optional'
  return `{ model: '${type}', kind: '${kind}', from: ${list(from)}, to: ${list(to)} }`
}
