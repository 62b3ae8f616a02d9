import { afterAll, expect, test } from 'vitest'
import { aDraft, anArticle, aUser } from '../testing/factories.ts'
import { failureOf } from '../testing/failure.ts'
import { hold, untilBlocked } from '../testing/held.ts'
import { rawRequest } from '../testing/raw-request.ts'
import { startTestServer } from '../testing/test-server.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

const user = await aUser(server)

test('a fault of ours tells the client a request id and nothing else, and the log the cause', async () => {
  await server.rows('alter table tags rename to hidden')
  try {
    const response = await rawRequest(server.url, '/api/trpc/tags.list?input=%7B%22json%22%3A%7B%7D%7D')
    const requestId = String(response.headers['x-request-id'])
    expect(JSON.parse(response.text)).toEqual({
      error: {
        json: {
          message: 'Something went wrong on our side. Tell the operator the request id.',
          code: -32603,
          data: { code: 'INTERNAL', httpStatus: 500, requestId, path: 'tags.list' },
        },
      },
    })
    expect(await server.lineOf(requestId)).toMatchObject({ status: 500, error: 'INTERNAL', procedures: ['tags.list'] })
    const faults = server.log.lines.filter(({ msg, requestId: id }) => msg === 'fault' && id === requestId)
    expect(faults).toMatchObject([
      { procedure: 'tags.list', err: { message: expect.stringContaining('"tags" does not exist') } },
    ])
  } finally {
    await server.rows('alter table hidden rename to tags')
  }
  expect(await user.api.tags.list.query({})).toEqual([])
})

test('a column or a table that no migration made names the command over every transport while developing, and nothing in production', async () => {
  await using developing = await startTestServer({ databaseUrl: server.databaseUrl, isDev: true })
  const addresses = [
    '/api/trpc/places.list?input=%7B%22json%22%3A%7B%7D%7D',
    '/api/trpc/places.list?batch=1&input=%7B%220%22%3A%7B%22json%22%3A%7B%7D%7D%7D',
    '/api/v1/places',
  ]
  for (const [hide, show] of [
    ['alter table places rename column name to hidden', 'alter table places rename column hidden to name'],
    ['alter table places rename to hidden', 'alter table hidden rename to places'],
  ] as const) {
    await server.rows(hide)
    try {
      for (const address of addresses) {
        const [here, there] = [await rawRequest(developing.url, address), await rawRequest(server.url, address)]
        expect([here.status, there.status], address).toEqual([500, 500])
        expect(here.text, address).toContain('npm run db -- new NAME')
        expect(there.text, address).toContain('Something went wrong on our side.')
        expect(there.text, address).not.toContain('npm run')
      }
    } finally {
      await server.rows(show)
    }
  }
})

test('a migration that is written and not applied, and code that is older than the database, are told apart', async () => {
  await using developing = await startTestServer({ databaseUrl: server.databaseUrl, isDev: true })
  const told = async () => (await rawRequest(developing.url, '/api/v1/places')).text
  const [last] = await server.rows<{ name: string; at: Date }>(
    'select migration_name as name, finished_at as at from _prisma_migrations order by migration_name desc limit 1',
  )
  const setFinished = (at: Date | null) =>
    server.rows('update _prisma_migrations set finished_at = $1 where migration_name = $2', [at, last?.name])
  await server.rows('alter table places rename column name to hidden')
  try {
    // In each case the message advised writing a migration, although it existed or was applied.
    await setFinished(new Date())
    expect(await told()).toContain(`The migration ${last?.name} is applied after this server started`)
    await setFinished(null)
    expect(await told()).toContain(
      `The migration ${last?.name} is written and not applied. Apply it with npm run db -- migrate.`,
    )
    await setFinished(last?.at ?? null)
    expect(await told()).toContain('No migration makes it. Write the migration with npm run db -- new NAME')
  } finally {
    await setFinished(last?.at ?? null)
    await server.rows('alter table places rename column hidden to name')
  }
})

test('so does a download', async () => {
  await using developing = await startTestServer({ databaseUrl: server.databaseUrl, isDev: true })
  const address = `/api/v1/imports/${crypto.randomUUID()}/errors.csv`
  await server.rows('alter table imports rename to hidden')
  try {
    const answers = [await user.client.copy(developing.url).fetch(address), await user.client.fetch(address)] as const
    expect(answers.map(({ status }) => status)).toEqual([500, 500])
    expect(await answers[0].text()).toContain('npm run db -- new NAME')
    expect(await answers[1].text()).not.toContain('npm run')
  } finally {
    await server.rows('alter table hidden rename to imports')
  }
})

test('what takes too long is stopped with TIMEOUT, and nothing is changed', async () => {
  await using hasty = await startTestServer({ databaseUrl: server.databaseUrl, statementTimeoutMs: 200 })
  const { id, slug } = await aDraft(user)
  const client = user.client.copy(hasty.url)
  await client.api.users.me.query()
  await using lock = await hold(server, 'select from articles where id = $1 for update', [id])
  const late = client.api.articles.update.mutate({ id, version: 1, title: 'Too late' })
  expect(await failureOf(late)).toMatchObject({ code: 'TIMEOUT', httpStatus: 504 })
  await lock.commit()
  expect((await user.api.articles.get.query({ slug })).version).toBe(1)
})

test('while every connection is taken further calls are told so in time, and work again afterwards', async () => {
  await using small = await startTestServer({
    databaseUrl: server.databaseUrl,
    connections: 1,
    connectTimeoutMs: 200,
  })
  await using lock = await hold(server, 'lock table tags in access exclusive mode')
  const { api } = small.client()
  const waiting = api.tags.list.query({})
  await untilBlocked(server)
  const other = small.client()
  expect(await failureOf(other.api.articles.list.query({}))).toMatchObject({
    code: 'UNAVAILABLE',
    httpStatus: 503,
    retryAfterSeconds: 2,
  })
  const busy = await Promise.all([other.fetch('/api/trpc/articles.list'), other.fetch('/api/v1/articles')])
  expect(busy.map(({ status, headers }) => [status, headers.get('retry-after')])).toEqual([
    [503, '2'],
    [503, '2'],
  ])
  await lock.commit()
  expect(await waiting).toEqual([])
  expect((await api.articles.list.query({})).items).toEqual([])
})

test('behind a pooler that forbids named statements everything works', async () => {
  await using unnamed = await startTestServer({ databaseUrl: server.databaseUrl, isNaming: false, connections: 1 })
  const someone = await aUser(unnamed)
  const { slug, id } = await anArticle(someone, { tags: ['pooled'] })
  expect((await someone.api.articles.get.query({ slug })).tags).toEqual(['pooled'])
  await someone.api.articles.remove.mutate({ id })
  expect(await unnamed.rows('select name from pg_prepared_statements')).toEqual([])
})
