import { newId } from '@plinth/core/id'
import { normalise, type Predicate, type Where } from '@plinth/core/where'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDatabase, type TransactionDatabase } from './database.ts'
import type { Prisma } from './generated/prisma/client.ts'
import { createPool } from './pool.ts'
import { type Build, type Executor, statement } from './statement.ts'
import { createTestDatabase } from './testing/create-test-database.ts'

const { url, drop } = await createTestDatabase()
const database = createDatabase(createPool({ url }))
afterAll(() => database.close().then(drop))

interface Row {
  id: string
  name: string
  picture: string | null
  isOperator: boolean
  version: number
  createdAt: Date
}

const texts = ['', 'a', 'A', 'ab', 'aB%', '50%', 'a_b', 'axb', 'a\\b', '\\', '%', '_', `it's`, '"q"']
const dates = [0, 1, 999, 1_000, 1_767_225_600_123].map((ms) => new Date(ms))
const rows: Row[] = Array.from({ length: 40 }, (_, nth) => ({
  id: `00000000-0000-7000-8000-0000000000${String(nth).padStart(2, '0')}`,
  name: texts[nth % texts.length] ?? '',
  picture: nth % 3 === 0 ? null : (texts[(nth * 5) % texts.length] ?? ''),
  isOperator: nth % 4 === 1,
  version: (nth * 7) % 5,
  createdAt: dates[nth % dates.length] ?? new Date(0),
}))

beforeAll(async () => {
  await database.prisma.user.createMany({
    data: rows.map((row) => ({ ...row, email: row.id, username: row.id })),
  })
})

const matching = statement((q: Build<{ limit: number }>) =>
  q.db.selectFrom('users').select('id').where(q.rule('users')).orderBy('id').limit(q.param('limit')),
)

async function found(where: Where<Row>, executor: Executor = database.open()): Promise<string[]> {
  const rule = normalise(where)
  if (rule === false) return []
  return (await matching.run(executor, { limit: 100 }, rule)).map(({ id }) => id)
}

const expected = (where: Where<Row>) => rows.filter((row) => holds(where, row)).map(({ id }) => id)

/** The meaning of a `where`, computed without SQL: each comparison with null except `equals` and `not` null is false. */
function holds(where: Where<Row>, row: Row): boolean {
  return Object.entries(where).every(([key, value]) => {
    if (key === 'AND') return (value as Where<Row>[]).every((part) => holds(part, row)) // by the type of Where
    if (key === 'OR') return (value as Where<Row>[]).some((part) => holds(part, row))
    if (key === 'NOT') return !holds(value as Where<Row>, row)
    const is = comparable(row[key as keyof Row]) // the other keys are columns
    return Object.entries(value as object).every(([by, given]) => compare(by, is, given))
  })
}

const comparable = (value: unknown) =>
  (value instanceof Date ? value.getTime() : value) as string | number | boolean | null

function compare(by: string, is: string | number | boolean | null, given: unknown): boolean {
  const wanted = comparable(given)
  if (by === 'equals') return is === wanted
  if (is === null) return false
  if (by === 'in') return (given as unknown[]).map(comparable).includes(is)
  if (by === 'not') return is !== wanted
  if (by === 'contains') return String(is).toLowerCase().includes(String(given).toLowerCase())
  if (wanted === null) return false
  if (by === 'gt') return is > wanted
  if (by === 'gte') return is >= wanted
  if (by === 'lt') return is < wanted
  return is <= wanted
}

const text = fc.constantFrom(...texts, 'B', 'none')
const date = fc.constantFrom(...dates, new Date(500))
const number = fc.integer({ min: -1, max: 5 })
const some = <T>(of: fc.Arbitrary<T>) => fc.array(of, { maxLength: 3 })
const range = <T>(of: fc.Arbitrary<T>) =>
  fc.record({ equals: of, not: of, in: some(of), gt: of, gte: of, lt: of, lte: of }, { requiredKeys: [] })
const condition = <T extends object>(of: fc.Arbitrary<T>) => of.filter((given) => Object.keys(given).length > 0)

const leaf = fc.oneof(
  condition(fc.record({ equals: text, not: text, in: some(text), contains: text }, { requiredKeys: [] })).map(
    (name) => ({ name }),
  ),
  condition(
    fc.record({ equals: fc.option(text), not: fc.option(text), in: some(text), contains: text }, { requiredKeys: [] }),
  ).map((picture) => ({ picture })),
  condition(fc.record({ equals: fc.boolean(), not: fc.boolean() }, { requiredKeys: [] })).map((isOperator) => ({
    isOperator,
  })),
  condition(range(number)).map((version) => ({ version })),
  condition(range(date)).map((createdAt) => ({ createdAt })),
  fc.record({ id: fc.record({ in: some(fc.constantFrom(...rows.map(({ id }) => id))) }) }),
)

/** Any `where`; without `NOT` and empty branches, which Prisma interprets differently. */
const anyWhere = (isPlain: boolean) =>
  fc.letrec<{ where: Where<Row> }>((tie) => {
    const branches = fc.array(tie('where'), { minLength: isPlain ? 1 : 0, maxLength: 3 })
    return {
      where: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        leaf,
        fc.tuple(leaf, leaf).map(([one, two]) => ({ ...one, ...two })),
        branches.map((AND) => ({ AND })),
        branches.map((OR) => ({ OR })),
        fc.tuple(leaf, branches).map(([one, OR]) => ({ ...one, OR })),
        ...(isPlain ? [] : [tie('where').map((NOT) => ({ NOT })), fc.constant({})]),
      ),
    }
  }).where

test('a where finds in Postgres exactly the rows that it means', async () => {
  await fc.assert(
    fc.asyncProperty(anyWhere(false), async (where) => {
      expect(await found(where)).toEqual(expected(where))
    }),
    { numRuns: 200 },
  )
})

test('within a transaction it finds the same', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyWhere(false), { minLength: 1, maxLength: 10 }), async (wheres) => {
      await database.open().transaction(async (tx: TransactionDatabase) => {
        for (const where of wheres) expect(await found(where, tx)).toEqual(expected(where))
      })
    }),
    { numRuns: 15 },
  )
})

test('Prisma finds the same by what both know', async () => {
  await fc.assert(
    fc.asyncProperty(anyWhere(true), async (where) => {
      const answer = await database.prisma.user.findMany({
        where: toPrisma(where),
        select: { id: true },
        orderBy: { id: 'asc' },
      })
      expect(await found(where)).toEqual(answer.map(({ id }) => id))
    }),
    { numRuns: 80 },
  )
})

/**
 * Prisma's `contains` is case-sensitive unless it has a mode, which then applies to the whole condition; and it treats `%`, `_` and `\\`
 * as patterns.
 */
function toPrisma(where: Where<Row>): Prisma.UserWhereInput {
  const parts = Object.entries(where).flatMap(([key, value]): Prisma.UserWhereInput[] => {
    if (Array.isArray(value)) return [{ [key]: value.map(toPrisma) }]
    const { contains, ...exact } = value as { contains?: string } // the other keys are conditions
    const pattern = contains?.replace(/[\\%_]/g, '\\$&')
    return [{ [key]: exact }, ...(pattern === undefined ? [] : [{ [key]: { contains: pattern, mode: 'insensitive' } }])]
  })
  return { AND: parts }
}

test('null is neither equal nor unequal to a value', async () => {
  const without = rows.filter(({ picture }) => picture === null).map(({ id }) => id)
  const having = rows.filter(({ picture }) => picture !== null)
  expect(await found({ picture: { equals: null } })).toEqual(without)
  expect(await found({ picture: { not: null } })).toEqual(having.map(({ id }) => id))
  expect(await found({ picture: { not: 'a' } })).toEqual(
    having.filter(({ picture }) => picture !== 'a').map(({ id }) => id),
  )
  // The negation of "equal to 'a'" is everything else, including null.
  expect(await found({ NOT: { picture: { equals: 'a' } } })).toEqual(
    rows.filter(({ picture }) => picture !== 'a').map(({ id }) => id),
  )
})

test('no branch is false, all branches of none are true', async () => {
  expect(await found({ OR: [] })).toEqual([])
  expect(await found({ AND: [{ OR: [] }] })).toEqual([])
  expect(await found({ NOT: { AND: [] } })).toEqual([])
  expect(await found({ id: { in: [] } })).toEqual([])
  expect(await found({})).toHaveLength(rows.length)
  expect(await found({ NOT: { OR: [] } })).toHaveLength(rows.length)
})

test('what a person types into contains is no pattern', async () => {
  const containing = (given: string) => expected({ name: { contains: given } })
  for (const given of ['%', '_', '\\', '50%', 'a_b', 'a\\b', '%%', '__', '\\%', "it's"]) {
    expect(await found({ name: { contains: given } }), given).toEqual(containing(given))
  }
  expect(containing('a_b')).not.toEqual(containing('axb'))
})

test('a row behind a link is looked up once by its unique value, except where unknown is not false', async () => {
  const isNamed = (name: string): Predicate => ({
    op: 'some',
    relation: 'tag',
    of: { op: 'compare', by: 'equals', field: 'name', value: name },
  })
  const having = (of: Predicate): Predicate => ({ op: 'some', relation: 'tags', of })
  const listed = statement((q: Build<object>) => q.db.selectFrom('articles').select('title').where(q.rule('articles')))
  const lookUp = '"tagId" = (select'
  expect(listed.prepare({}, having(isNamed('a'))).text).toContain(lookUp)
  expect(listed.prepare({}, having({ op: 'not', of: isNamed('a') })).text).not.toContain(lookUp)

  const [author, tag, tagged, plain] = [newId(), newId(), newId(), newId()]
  await database.prisma.user.create({ data: { id: author, name: 'x', email: 'of-tags', username: 'of-tags' } })
  await database.prisma.tag.create({ data: { id: tag, name: 'known' } })
  for (const [id, title] of [
    [tagged, 'tagged'],
    [plain, 'plain'],
  ] as const)
    await database.prisma.article.create({
      data: { id, title, slug: title, description: '', body: '', authorId: author },
    })
  await database.prisma.articleTag.create({ data: { articleId: tagged, tagId: tag, position: 1 } })
  const titles = async (rule: Predicate) =>
    (await listed.run(database.open(), {}, rule)).map(({ title }) => title).sort()
  expect(await titles(having(isNamed('known')))).toEqual(['tagged'])
  expect(await titles(having(isNamed('unknown')))).toEqual([])
  expect(await titles({ op: 'not', of: having(isNamed('known')) })).toEqual(['plain'])
  expect(await titles({ op: 'not', of: having(isNamed('unknown')) })).toEqual(['plain', 'tagged'])
  expect(await titles({ op: 'none', relation: 'tags', of: isNamed('unknown') })).toEqual(['plain', 'tagged'])
  expect(await titles(having({ op: 'not', of: isNamed('unknown') }))).toEqual(['tagged'])
})
