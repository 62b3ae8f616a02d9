import { PlinthError } from '@plinth/core/errors'
import { everyone, type Rule } from '@plinth/core/rule'
import { normalise, type Predicate, type Where } from '@plinth/core/where'
import { type ModelName, modelNames } from '@plinth/db/testing/random-schema'
import { modelOf } from '@plinth/db/where'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { fromPrisma, prismaWhere } from '../../testing/as-prisma.ts'
import { declareResources, nested, type RuleBook, relationPlans } from '../../testing/random-resources.ts'
import { conditionOf, type PlainRow, plainColumns, whereOf } from '../../testing/random-values.ts'
import { startRandomWorld } from '../../testing/random-world.ts'
import { trpc } from '../trpc.ts'
import type { Page } from './verbs/answers.ts'

/** A new seed for each run. The name of each test contains it; set it here to generate the same models and rows again. */
const seed = Date.now() % 1_000_000
const world = await startRandomWorld(seed)
afterAll(() => world[Symbol.asyncDispose]())

const book: RuleBook = {
  read: { Alder: everyone, Birch: everyone, Cedar: everyone },
  create: everyone,
  update: everyone,
  remove: everyone,
  field: everyone,
}
const resources = declareResources(book, 2)
const routers = {
  Alder: trpc.router(resources.Alder.verbs),
  Birch: trpc.router(resources.Birch.verbs),
  Cedar: trpc.router(resources.Cedar.verbs),
}
interface Callers {
  list(input: object): Promise<Page<PlainRow>>
  get(input: object): Promise<PlainRow>
}
// The verbs are of no type here.
const callerOf = (model: ModelName) => routers[model].createCaller(world.context()) as unknown as Callers

const rule =
  (where: Where): Rule =>
  () =>
    where
const predicateOf = (model: ModelName, where: Where): boolean | Predicate => {
  const own = normalise(where)
  const live: Predicate = { op: 'compare', by: 'equals', field: 'removedAt', value: null }
  if (!resources[model].definition.isSoft || own === false) return own
  return own === true ? live : { op: 'and', of: [own, live] }
}

/** Rows of a model that Prisma finds, in order. */
async function find(model: ModelName, where: object, orderBy: readonly string[]): Promise<PlainRow[]> {
  const columns = modelOf(model).columns
  const order = orderBy.map((key) => {
    const [column, sort] = key.startsWith('-') ? [key.slice(1), 'desc'] : [key, 'asc']
    // Nulls are the largest values: Postgres' own default.
    return { [column]: columns[column]?.isNullable ? { sort, nulls: sort === 'asc' ? 'last' : 'first' } : sort }
  })
  const rows = await world.prisma[model.toLowerCase()]?.findMany({ where, orderBy: order })
  return (rows ?? []).map(fromPrisma)
}

interface Seen {
  /** The rows of a model that the rules show, in the order in which a relation shows them. */
  rows(model: ModelName, orderBy: readonly string[]): Promise<PlainRow[]>
  /** Rows whose masked field is shown. */
  unmasked(model: ModelName): Promise<Set<unknown>>
}

function seenBy(rules: Record<ModelName, Where>, mask: Where): Seen {
  const known = new Map<string, Promise<PlainRow[]>>()
  const rows: Seen['rows'] = (model, orderBy) => {
    const key = `${model} ${orderBy}`
    const found = known.get(key) ?? find(model, prismaWhere(predicateOf(model, rules[model]), modelOf(model)), orderBy)
    known.set(key, found)
    return found
  }
  return {
    rows,
    unmasked: async (model) =>
      new Set((await find(model, prismaWhere(normalise(mask), modelOf(model)), [])).map(({ id }) => id)),
  }
}

/** A row with its relations, put together from what Prisma finds. */
async function shown(
  model: ModelName,
  row: PlainRow,
  { names, level, seen }: { names: readonly string[]; level: number; seen: Seen },
): Promise<PlainRow> {
  const entries = names.map(async (name): Promise<[string, unknown]> => {
    const relation = modelOf(model).relations[name]
    if (!relation) return [name, name === 'intB' && !(await seen.unmasked(model)).has(row.id) ? null : row[name]]
    const plan = relationPlans[name]
    const {
      from: [from = ''],
      to: [to = ''],
    } = relation
    const other = relation.model as ModelName // relations lead to random models
    const there = await seen.rows(other, plan?.orderBy ?? ['id'])
    const mine = there.filter((found) => row[from] !== null && found[to] === row[from])
    const inner = [...(plan?.names ?? []), ...(level > 1 ? (nested[name] ?? []) : [])]
    const made = await Promise.all(
      mine.slice(0, plan?.limit ?? 20).map((found) => shown(other, found, { names: inner, level: level - 1, seen })),
    )
    return [name, relation.kind === 'many' ? made : (made[0] ?? null)]
  })
  return Object.fromEntries(await Promise.all(entries))
}

const sortOf = (model: ModelName) =>
  fc
    .uniqueArray(fc.constantFrom(...resources[model].definition.sorts), { minLength: 1, maxLength: 3 })
    .chain((names) =>
      fc
        .array(fc.boolean(), { minLength: 3, maxLength: 3 })
        .map((down) => names.map((name, nth) => (down[nth] ? `-${name}` : name))),
    )

const filterOf = (model: ModelName) => {
  const columns = plainColumns(modelOf(model)).filter(({ name }) => name !== 'intB')
  const own = fc
    .constantFrom(...columns)
    .chain((column) => conditionOf(column).map((condition): [string, object] => [column.name, condition]))
  const through = fc
    .constantFrom(...Object.entries(modelOf(model).relations))
    .chain(([relation, { model: other }]) =>
      fc
        .constantFrom(...plainColumns(modelOf(other)).filter(({ name }) => name === 'textB' || name === 'bigintA'))
        .chain((column) =>
          conditionOf(column).map((condition): [string, object] => [`${relation}.${column.name}`, condition]),
        ),
    )
  return fc
    .array(fc.oneof({ arbitrary: own, weight: 3 }, through), { maxLength: 2 })
    .map((entries): Record<string, object> => Object.fromEntries(entries))
}

/** The same as Prisma's `where`. */
function filterWhere(model: ModelName, filter: Record<string, object>, rules: Record<ModelName, Where>): object[] {
  return Object.entries(filter).map(([name, condition]) => {
    const [relation = '', column] = name.split('.')
    if (column === undefined) return conditionWhere(model, name, condition)
    const known = modelOf(model).relations[relation]
    const other = known?.model as ModelName // relations lead to random models
    const rule = predicateOf(other, rules[other])
    const seen = prismaWhere(rule, modelOf(other))
    const there = (given: object) => ({ AND: [conditionWhere(other, column, given), seen] })
    if (known?.kind === 'many') return { [relation]: { some: there(condition) } }
    const { not, ...others } = condition as { not?: unknown }
    if (not === undefined || not === null) return { [relation]: { is: there(condition) } }
    // Null is not equal to the value, and a relation that leads nowhere, or to a row that is not for this reader, reads null.
    const isNullable = modelOf(model).columns[known?.from[0] ?? '']?.isNullable === true
    const nothing = [
      ...(isNullable ? [{ [relation]: null }] : []),
      ...(rule === true ? [] : [{ [relation]: { isNot: seen } }]),
    ]
    const differs = { OR: [{ [relation]: { is: there({ not }) } }, ...nothing] }
    return Object.keys(others).length === 0 ? differs : { AND: [{ [relation]: { is: there(others) } }, differs] }
  })
}

/** A condition of a filter as Prisma's `where`: `not` with a value includes null. */
function conditionWhere(model: ModelName, name: string, condition: object): object {
  const at = (given: object) => prismaWhere(normalise({ [name]: given }), modelOf(model))
  const { not, ...others } = condition as { not?: unknown }
  if (not === undefined || not === null || !modelOf(model).columns[name]?.isNullable) return at(condition)
  const differs = { OR: [at({ not }), { [name]: null }] }
  return Object.keys(others).length === 0 ? differs : { AND: [at(others), differs] }
}

/** What a refusal is compared as; whatever else fails is a failure of the test. */
const unlessRefused =
  <T>(otherwise: T) =>
  (error: unknown): T => {
    const cause = error instanceof Error ? error.cause : error
    if (cause instanceof PlinthError && ['FORBIDDEN', 'NOT_FOUND'].includes(cause.code)) return otherwise
    throw cause instanceof Error && cause.cause !== undefined ? cause.cause : error
  }

const rulesOf = fc.record({
  Alder: whereOf(modelOf('Alder')),
  Birch: whereOf(modelOf('Birch')),
  Cedar: whereOf(modelOf('Cedar')),
})
/** Rules of a field, over columns that all models have. */
const maskOf = fc.constantFrom<Where>(
  {},
  { version: { gt: 1 } },
  { booleanA: { equals: true } },
  { textB: { gt: 'a' }, dateA: { in: ['1969-12-31', '2020-02-29'] } },
)

function setRules(rules: Record<ModelName, Where>, mask: Where): void {
  for (const model of modelNames) book.read[model] = rule(rules[model])
  book.field = rule(mask)
}

for (const model of modelNames) {
  test(`pages of ${model} are what Prisma finds: any rule, filter, order and page size (models of seed ${seed})`, async () => {
    const { definition } = resources[model]
    const given = fc.record({
      rules: rulesOf,
      mask: fc.constantFrom<Where>({}, { version: { gt: 1 } }, { booleanA: { equals: true } }),
      filter: filterOf(model),
      sort: sortOf(model),
      limit: fc.integer({ min: 1, max: 15 }),
    })
    await fc.assert(
      fc.asyncProperty(given, async ({ rules, mask, filter, sort, limit }) => {
        setRules(rules, mask)
        const caller = callerOf(model)
        const pages: PlainRow[] = []
        let cursor: string | null = null
        let total: number | null = null
        do {
          const page: Page<PlainRow> = await caller
            .list({ filter, sort, limit, total: 'exact', ...(cursor !== null && { cursor }) })
            .catch(unlessRefused<Page<PlainRow>>({ items: [], nextCursor: null, total: 0, isTotalExact: true }))
          pages.push(...page.items)
          expect(page.items.length).toBeLessThanOrEqual(limit)
          ;({ nextCursor: cursor, total } = page)
        } while (cursor !== null)
        const where = {
          AND: [prismaWhere(predicateOf(model, rules[model]), modelOf(model)), ...filterWhere(model, filter, rules)],
        }
        const isTotal = sort.some((key) => key === 'id' || key === '-id')
        const order = isTotal ? sort : [...sort, sort.at(-1)?.startsWith('-') ? '-id' : 'id']
        const seen = seenBy(rules, mask)
        const rows = await find(model, where, order)
        const expected = await Promise.all(
          rows.map((row) => shown(model, row, { names: definition.lists, level: 2, seen })),
        )
        expect(pages).toEqual(expected)
        expect(total).toBe(rows.length)
      }),
      { numRuns: 60, seed },
    )
  })

  test(`one row of ${model} is what Prisma finds (models of seed ${seed})`, async () => {
    const { definition } = resources[model]
    const given = fc.record({ rules: rulesOf, mask: maskOf, id: fc.constantFrom(...world.ids[model]) })
    await fc.assert(
      fc.asyncProperty(given, async ({ rules, mask, id }) => {
        setRules(rules, mask)
        const found = await callerOf(model).get({ id }).catch(unlessRefused(undefined))
        const where = { AND: [{ id }, prismaWhere(predicateOf(model, rules[model]), modelOf(model))] }
        const [row] = await find(model, where, [])
        const names = Object.keys(definition.fields)
        const seen = seenBy(rules, mask)
        expect(found).toEqual(row && (await shown(model, row, { names, level: 2, seen })))
      }),
      { numRuns: 30, seed },
    )
  })
}
