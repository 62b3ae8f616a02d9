import type { Rule } from '@plinth/core/rule'
import type { ModelName } from '@plinth/db/testing/random-schema'
import { modelOf } from '@plinth/db/where'
import { z } from 'zod'
import type { Definition, Field } from '../kit/resource/definition.ts'
import { many, one } from '../kit/resource/fields/relation.ts'
import { resource } from '../kit/resource/resource.ts'
import type { Target } from '../kit/resource/verb-types.ts'
import { plainColumns } from './random-values.ts'

/** The rules of the resources, set by a test. */
export interface RuleBook {
  read: Record<ModelName, Rule>
  create: Rule
  update: Rule
  remove: Rule
  /** The rule of the field `intB` of each. */
  field: Rule
}

interface RelationPlan {
  readonly names: readonly string[]
  readonly orderBy?: readonly string[]
  readonly limit?: number
}

/** How relations are shown: which fields, in which order, and how many. */
export const relationPlans: Readonly<Record<string, RelationPlan>> = {
  parent: { names: ['id', 'textA', 'bigintA', 'dateB', 'intB'] },
  alders: { names: ['id', 'decimalA', 'instantA'], orderBy: ['-textB', 'id'], limit: 2 },
  birches: { names: ['id', 'floatA', 'bigintB', 'choiceA'], orderBy: ['-id'], limit: 3 },
  alder: { names: ['id', 'jsonA', 'decimalB', 'intB', 'version'] },
  cedars: { names: ['id', 'uuidA', 'dateA'] },
  birch: { names: ['id', 'instantB', 'smallA'] },
  shade: { names: ['id', 'textB'] },
  shaded: { names: ['id', 'booleanA'], orderBy: ['-smallB', '-id'], limit: 1 },
}

/** What a relation shows in addition when its target itself shows relations. */
export const nested: Readonly<Record<string, readonly string[]>> = {
  parent: ['alders'],
  birches: ['alder'],
  alder: ['parent', 'birches'],
  cedars: ['birch'],
  birch: ['alder', 'cedars'],
}

export type AnyProcedures = Record<'get' | 'list' | 'create' | 'update' | 'remove', never>

export interface RandomResource {
  readonly definition: Definition
  readonly verbs: AnyProcedures
}

const softModels: readonly string[] = ['Birch']

/** Resources over the random models, each with relations up to `level` steps deep. */
export function declareResources(book: RuleBook, level: number): Record<ModelName, RandomResource> {
  const below = level > 0 ? declareResources(book, level - 1) : undefined
  const declare = (name: ModelName): RandomResource => {
    const model = modelOf(name)
    const columns = plainColumns(model)
    const relations = below ? Object.entries(model.relations) : []
    const fields: Record<string, true | Field | object> = {
      id: true,
      ...Object.fromEntries(columns.map(({ name: column }) => [column, true])),
      createdAt: true,
      version: true,
      intB: { rule: (actor: Parameters<Rule>[0]) => book.field(actor) },
    }
    for (const [relation, { model: other, kind }] of relations) {
      const plan = relationPlans[relation]
      const target = below?.[other as ModelName] as unknown as Target // the types do not know its rows
      const names = [...(plan?.names ?? []), ...(level > 1 ? (nested[relation] ?? []) : [])] as never[] // of any target
      const { orderBy, limit } = plan ?? {}
      fields[relation] =
        kind === 'many'
          ? many(target, names, { ...(orderBy && { orderBy }), ...(limit && { limit }) })
          : one(target, names, { isNullable: true, isWritable: true, ...(kind === 'one' && { isRequired: true }) })
    }
    const toOne = relations.filter(([, { kind }]) => kind !== 'many')
    const writable = [...columns.map(({ name: column }) => column), ...toOne.map(([relation]) => relation)]
    const declared = {
      name: `${name.toLowerCase()}s`,
      model: name,
      tenancy: 'global',
      labels: { one: name, many: name, title: 'textA' },
      fields: { ...fields, id: { schema: z.uuid() } },
      rules: {
        read: (actor: Parameters<Rule>[0]) => book.read[name](actor),
        create: (actor: Parameters<Rule>[0]) => book.create(actor),
        update: (actor: Parameters<Rule>[0]) => book.update(actor),
        remove: (actor: Parameters<Rule>[0]) => book.remove(actor),
      },
      creates: ['id', ...writable],
      updates: writable,
      filters: [
        ...columns.map(({ name: column }) => column).filter((column) => column !== 'intB'),
        ...relations.flatMap(([relation]) => [`${relation}.textB`, `${relation}.bigintA`]),
      ],
      sorts: [
        'id',
        ...columns
          .filter(({ kind, name: column }) => kind !== 'json' && column !== 'intB')
          .map(({ name: column }) => column),
      ],
      ...(softModels.includes(name) && { removal: 'soft' }),
    }
    // The types do not know these models; the test checks what a resource does with them.
    return resource(declared as never) as unknown as RandomResource
  }
  return { Alder: declare('Alder'), Birch: declare('Birch'), Cedar: declare('Cedar') }
}
