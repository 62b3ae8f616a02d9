import { z } from 'zod'
import { bigintJson } from './bigint.ts'
import type { Definition, Field } from './definition.ts'
import { fieldPreset } from './field-preset.ts'
import { labelOf } from './label-of.ts'
import { restoredFields } from './restored-fields.ts'

/** An input or a value of a row. */
export const describedField = z.object({
  name: z.string(),
  kind: z.string(),
  label: z.string(),
  hint: z.string().nullable(),
  /** Of a list: the kind of its entries. */
  item: z.string().nullable(),
  isNullable: z.boolean(),
  /** Not everyone who may see the row sees it: others read null. */
  isRestricted: z.boolean(),
  /** Whether creating takes a row without it. */
  isOptional: z.boolean(),
  /** Whether null may be written. */
  takesNull: z.boolean(),
  /** What a new row holds where nothing is given, as JSON; null where there is no such value or the database makes it. */
  preset: z.unknown(),
  /** The columns that hold it, under which events record it: an amount and its currency. */
  columns: z.array(z.string()),
  /** JSON schema of what may be written; null for a read-only field. */
  schema: z.record(z.string(), z.unknown()).nullable(),
  choices: z.array(z.string()).nullable(),
  /** The resource that a relation leads to, what is read of its rows, how it names them, and whether it keeps a trash. */
  target: z
    .object({
      resource: z.string(),
      fields: z.array(z.string()),
      title: z.string(),
      canSearch: z.boolean(),
      isSoft: z.boolean(),
    })
    .nullable(),
})

const filter$ = z.object({
  name: z.string(),
  label: z.string(),
  kind: z.string(),
  item: z.string().nullable(),
  isNullable: z.boolean(),
  comparators: z.array(z.string()),
  choices: z.array(z.string()).nullable(),
})

/** What a screen needs to know of a resource, as plain data. */
export const description = z.object({
  name: z.string(),
  labels: z.object({ one: z.string(), many: z.string(), title: z.string() }),
  fields: z.array(describedField),
  keys: z.array(z.string()),
  creates: z.array(z.string()),
  updates: z.array(z.string()),
  /** Fields that `revert` restores: those of `updates`, and what follows them. */
  restores: z.array(z.string()),
  lists: z.array(z.string()),
  /** Fields that a table shows at first. */
  columns: z.array(z.string()),
  filters: z.array(filter$),
  sorts: z.array(z.string()),
  defaultSort: z.array(z.string()),
  /** Fields that a search looks through; none where there is no search. */
  search: z.array(z.string()),
  isSoft: z.boolean(),
  isVersioned: z.boolean(),
})

export type Description = z.output<typeof description>

const known = new WeakMap<Definition, Description>()

/** Describes a resource for screens, forms and programs that know nothing of it. */
export function describe(definition: Definition): Description {
  const found = known.get(definition) ?? made(definition)
  known.set(definition, found)
  return found
}

function made(definition: Definition): Description {
  const { name, labels, fields, keys, creates, updates, lists, columns, filters, sorts, defaultSort, search } =
    definition
  const { isSoft, isVersioned, schemas } = definition
  return {
    name,
    labels: { one: labels.one, many: labels.many, title: labels.title },
    fields: Object.entries(fields).map(([name, field]) => ({
      name,
      kind: field.kind,
      item: field.item?.kind ?? null,
      label: field.label ?? labelOf(name),
      hint: field.hint ?? null,
      isNullable: field.isNullable,
      isRestricted: field.rule !== undefined,
      isOptional: schemas.create.shape[name] instanceof z.ZodOptional,
      takesNull: field.input?.safeParse(null).success === true,
      preset: creates.includes(name) ? fieldPreset(field, definition.model) : null,
      columns: [...field.columns],
      schema: field.input ? jsonSchemaOf(field.input) : null,
      choices: choicesOf(field, definition),
      target: targetOf(field),
    })),
    keys: [...keys],
    creates: [...creates],
    updates: [...updates],
    restores: restoredFields(definition),
    lists: [...lists],
    columns: [...columns],
    filters: Object.values(filters).map(({ name, field, path }) => ({
      name,
      label: path.map((part, nth) => (nth === 0 ? (fields[part]?.label ?? labelOf(part)) : part)).join(' '),
      kind: field.kind,
      item: field.item?.kind ?? null,
      isNullable: field.isNullable,
      comparators: field.kind === 'names' ? ['has'] : [...field.comparators],
      choices: choicesOf(field, path.length > 1 ? fields[path[0] ?? '']?.target?.definition : definition),
    })),
    sorts: [...sorts],
    defaultSort: [...defaultSort],
    search: [...search],
    isSoft,
    isVersioned,
  }
}

function targetOf({ target }: Field): Description['fields'][number]['target'] {
  if (!target) return null
  const { name, labels, search, isSoft } = target.definition
  return { resource: name, fields: [...target.fields], title: labels.title, canSearch: search.length > 0, isSoft }
}

function choicesOf({ kind, item, columns, choices }: Field, owner: Definition | undefined): string[] | null {
  if ((item?.kind ?? kind) !== 'choice') return null
  return [...(choices ?? owner?.model.columns[columns[0] ?? '']?.values ?? [])]
}

/** What may be sent, as a JSON schema. A moment and a bigint are texts in JSON. */
export function jsonSchemaOf(schema: z.ZodType): Record<string, unknown> {
  return z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema._zod.def.type === 'date') Object.assign(jsonSchema, { type: 'string', format: 'date-time' })
      if (zodSchema._zod.def.type === 'bigint') Object.assign(jsonSchema, bigintJson)
    },
  })
}
