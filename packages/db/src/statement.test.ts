import { normalise } from '@plinth/core/where'
import { afterAll, expect, test } from 'vitest'
import { createDatabase } from './database.ts'
import { fragment } from './fragment.ts'
import { createPool } from './pool.ts'
import { type Build, type Executor, type RowRule, statement } from './statement.ts'
import { createTestDatabase } from './testing/create-test-database.ts'

const { url, drop } = await createTestDatabase()
// One connection, so that its prepared statements can be inspected.
const database = createDatabase(createPool({ url, maxConnections: 1 }))
afterAll(() => database.close().then(drop))
const db = database.open()

type Prepared = Parameters<Executor['query']>[0]

/** Runs statements on the database, and records them. */
function recording(): Executor & { readonly ran: Prepared[] } {
  const ran: Prepared[] = []
  return {
    ran,
    query: (prepared) => {
      ran.push(prepared)
      return db.query(prepared)
    },
  }
}

const preparedNames = async () =>
  (await database.pool.query<{ name: string }>('select name from pg_prepared_statements')).rows.map(({ name }) => name)

interface Filter {
  name: string | undefined
  version: number | undefined
}

function userList() {
  let built = 0
  const list = statement((q: Build<Filter>) => {
    built++
    let query = q.db.selectFrom('users').select(['id', 'name']).where(q.rule('users'))
    if (q.has('name')) query = query.where('name', '=', q.param('name'))
    if (q.has('version')) query = query.where('version', '=', q.param('version'))
    return query
  })
  // Excludes the trial builds of the declaration.
  const tried = built
  return { list, built: () => built - tried }
}

const ruleOf = (where: Readonly<Record<string, unknown>>): RowRule => {
  const rule = normalise(where)
  if (rule === false) throw new Error('A rule that is never fulfilled.')
  return rule
}

test('a statement is compiled once for each shape, and then only its values change', async () => {
  const { list, built } = userList()
  const executor = recording()
  for (let nth = 0; nth < 3; nth++) {
    await list.run(executor, { name: `name ${nth}`, version: undefined }, true)
    await list.run(executor, { name: `name ${nth}`, version: nth }, ruleOf({ name: { equals: `own ${nth}` } }))
    await list.run(executor, { name: undefined, version: nth }, ruleOf({ picture: { equals: null } }))
  }
  expect(built()).toBe(3)
  expect(new Set(executor.ran.map(({ name }) => name)).size).toBe(3)
  expect(new Set(executor.ran.map(({ text }) => text)).size).toBe(3)
  expect(executor.ran.slice(3, 5).map(({ values }) => values)).toEqual([['name 1'], ['own 1', 'name 1', 1]])
  // Postgres also has one plan for each, by its name.
  expect(await preparedNames()).toEqual(expect.arrayContaining(executor.ran.map(({ name }) => name)))
})

test('the same text has the same name in every statement and every process, another text another one', async () => {
  const byName = () =>
    statement((q: Build<{ name: string }>) => q.db.selectFrom('users').select('id').where('name', '=', q.param('name')))
  const byEmail = statement((q: Build<{ email: string }>) =>
    q.db.selectFrom('users').select('id').where('email', '=', q.param('email')),
  )
  const executor = recording()
  await byName().run(executor, { name: 'a' })
  await byName().run(executor, { name: 'b' })
  await byEmail.run(executor, { email: 'a' })
  const [one, two, other] = executor.ran
  expect(one?.name).toBe(two?.name)
  expect(one?.name).not.toBe(other?.name)
  // Postgres truncates names to 63 bytes.
  expect(one?.name).toMatch(/^[\w-]{24}$/)
})

test('for poolers nothing is prepared by name', async () => {
  const unnamed = createDatabase(createPool({ url, maxConnections: 1 }), { isNaming: false })
  const { list } = userList()
  for (const version of [1, 2]) expect(await list.run(unnamed.open(), { name: undefined, version }, true)).toEqual([])
  const { rows } = await unnamed.pool.query('select name from pg_prepared_statements')
  expect(rows).toEqual([])
  await unnamed.close()
})

test('values are parameters and never part of the text', async () => {
  const { list } = userList()
  const executor = recording()
  const hostile = `'; drop table users; --`
  await list.run(executor, { name: hostile, version: undefined }, ruleOf({ name: { contains: hostile } }))
  expect(executor.ran[0]?.text).not.toContain('drop')
  expect(executor.ran[0]?.values).toEqual([`%${hostile}%`, hostile])
  expect((await database.pool.query('select count(*)::int as n from users')).rows).toEqual([{ n: 0 }])

  const careless = statement(
    (q: Build<{ name: string }>) => q.db.selectFrom('users').select('id').where('name', '=', hostile),
    { isDerived: true }, // not test-built where it is declared
  )
  expect(() => careless.run(executor, { name: 'x' })).toThrow('A statement holds the value')
})

test('a parameter that is used twice is sent once', async () => {
  const twice = statement(
    (q: Build<{ text: string; number: number }>) =>
      fragment.statement<{ same: boolean; sum: number }>`
      select ${q.param('text')}::text = ${q.param('text')}::text as same,
        ${q.param('number')}::int + ${q.param('number')}::int + length(${q.param('text')}::text) as sum`,
  )
  const executor = recording()
  expect(await twice.run(executor, { text: 'four', number: 20 })).toEqual([{ same: true, sum: 44 }])
  expect(executor.ran[0]?.values).toEqual(['four', 20])
})

test('null is a value, and undefined is a parameter that is left out', async () => {
  const { list, built } = userList()
  const given: { name: string | undefined; version: number | undefined } = { name: undefined, version: 1 }
  await list.run(db, given, true)
  await list.run(db, { version: 1, name: undefined }, true)
  expect(built()).toBe(1)
  const pictured = statement(
    (q: Build<{ picture: string | null }>) =>
      fragment.statement<{ isGiven: boolean; isNull: boolean }>`
      select ${q.has('picture') ? fragment`true` : fragment`false`} as "isGiven", ${q.param('picture')}::text is null as "isNull"`,
  )
  expect(await pictured.run(db, { picture: null })).toEqual([{ isGiven: true, isNull: true }])
})

test('a statement that checks a rule does not run without one, and one that does not takes none', async () => {
  const { list } = userList()
  const executor = recording()
  expect(() => list.run(executor, { name: undefined, version: 1 })).toThrow('none was given')
  const unruled = statement((q: Build<{ name: string }>) =>
    q.db.selectFrom('users').select('id').where('name', '=', q.param('name')),
  )
  expect(() => unruled.run(executor, { name: 'x' }, ruleOf({ id: { equals: 'x' } }))).toThrow('does not ask for it')
  expect(executor.ran).toEqual([])
})

test('a rule that is checked twice in one statement holds in both places', async () => {
  const counted = statement(
    (q: Build<{ limit: number }>) =>
      fragment.statement<{ name: string; total: number }>`
      select "users"."name", (select count(*)::int from "users" as "u" where ${q.rule('u')}) as "total"
      from "users" where ${q.rule('users')} limit ${q.param('limit')}`,
  )
  await database.pool.query(
    `insert into users (id, email, name, username, version) select gen_random_uuid(), 'e' || n, 'n' || n, 'u' || n, n from generate_series(1, 9) n`,
  )
  const rule = ruleOf({ OR: [{ version: { lt: 3 } }, { name: { equals: 'n7' } }] })
  const rows = await counted.run(db, { limit: 10 }, rule)
  expect(rows.map(({ name }) => name).toSorted()).toEqual(['n1', 'n2', 'n7'])
  expect(rows.map(({ total }) => total)).toEqual([3, 3, 3])
})

test('a statement with more shapes than any code has is stopped before it fills the memory', async () => {
  const { list } = userList()
  const nothing: Executor = { query: async () => [] }
  const run = async () => {
    for (let nth = 0; nth < 600; nth++) {
      // Nine bits give 512 structures, and this gives one more.
      const where = {
        OR: Array.from({ length: 10 }, (_, bit) => ({ version: nth & (1 << bit) ? { gt: 1 } : { lt: 1 } })),
      }
      await list.run(nothing, { name: undefined, version: undefined }, ruleOf(where))
    }
  }
  await expect(run()).rejects.toThrow('more than 512 shapes')
})

test('a statement that holds a value is refused where it is declared, and says how a constant and a value of a call are written', () => {
  const named = (value: string) => () =>
    statement(({ db }: Build<object>) => db.selectFrom('users').select('id').where('name', '=', value))
  expect(named('Ada')).toThrow(
    "A statement holds the value 'Ada'. Write a constant of the code as fragment.constant('Ada'). Pass a value of the call as a parameter: param('name') in the statement, { name: value } in run().",
  )
  const since = new Date('2026-01-01')
  const others = [
    () => statement(({ db }: Build<object>) => db.selectFrom('users').select('id').limit(7)),
    () => statement(({ db }: Build<object>) => db.selectFrom('users').select('id').where('createdAt', '>', since)),
  ]
  expect(others[0]).toThrow('as eb.lit(7)')
  expect(others[1]).toThrow(/Date.* Pass a value|2026.* Pass a value/)
  // In a branch that only some calls reach.
  for (const isWith of [true, false])
    expect(() =>
      statement(({ db, has }: Build<{ name: string | undefined }>) => {
        const query = db.selectFrom('users').select('id')
        return has('name') === isWith ? query.where('name', '=', 'Ada') : query
      }),
    ).toThrow('holds the value')
})

test('constants of the code stand in a statement as SQL, quoted', async () => {
  const found = statement(
    (_: Build<object>) =>
      fragment.statement<{
        text: string
      }>`select ${fragment.constant("it's")} as "text" where ${fragment.number(2)} = 2`,
  )
  expect(await found.run(db, {})).toEqual([{ text: "it's" }])
  const none = statement(({ db: build }: Build<object>) =>
    build
      .selectFrom('users')
      .select('id')
      .where('name', '=', fragment.constant('nobody of this name'))
      .where('version', '>', (eb) => eb.lit(5)),
  )
  expect(await none.run(db, {})).toEqual([])
})
