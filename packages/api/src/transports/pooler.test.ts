import { openDatabase } from '@plinth/db/open'
import { createTestDatabase } from '@plinth/db/testing/create-test-database'
import { findPgbouncer, startPgbouncer } from '@plinth/db/testing/pgbouncer'
import { expect, test } from 'vitest'
import { anArticle, aUser, unique } from '../testing/factories.ts'
import { startTestServer } from '../testing/test-server.ts'
import { until } from '../testing/until.ts'

const program = await findPgbouncer()
const missing = 'no PgBouncer on this machine'

test('behind PgBouncer in transaction mode everything works: statements, transactions, keys, costly reads, notifications', async ({
  skip,
}) => {
  if (program === undefined) return skip(missing)
  const database = await createTestDatabase()
  await using _ = { [Symbol.asyncDispose]: database.drop }
  await using pooler = await startPgbouncer(program, database.url)
  await using server = await startTestServer({
    databaseUrl: pooler.url,
    directUrl: database.url,
    isNaming: false,
    connections: 10,
  })
  const user = await aUser(server)
  const articles = await Promise.all(Array.from({ length: 20 }, () => anArticle(user, { tags: ['pooled'] })))
  const first = articles[0]
  if (!first) throw new Error('No article was made.')
  const { slug, id } = first
  expect((await user.api.articles.get.query({ slug })).tags).toEqual(['pooled'])
  const lists = await Promise.all(
    Array.from({ length: 20 }, () => user.api.articles.list.query({ search: 'article', limit: 5 })),
  )
  expect(lists).toHaveLength(20)
  const key = unique()
  const create = () =>
    user.client.fetch('/api/v1/articles', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify({ title: 'Once', description: '', body: '', tags: [] }),
    })
  const [one, other] = [await create(), await create()]
  expect([one.status, await one.text()]).toEqual([other.status, await other.text()])
  const { isCommitted } = await user.api.articles.createMany.mutate({
    items: [{ title: 'A', description: '', body: '', tags: [] }],
  })
  expect(isCommitted).toBe(true)
  await user.api.articles.remove.mutate({ id })
  // The direct connection reports a session that ends elsewhere.
  const elsewhere = await aUser(server)
  expect(await elsewhere.api.users.me.query()).not.toBeNull()
  await server.rows('delete from sessions where "userId" = $1', [elsewhere.me.id])
  await until('the session has ended', async () => (await elsewhere.api.users.me.query().catch(() => null)) === null)
})

test('an address that leads through a pooler is refused where none is given past it, in one line', async ({ skip }) => {
  if (program === undefined) return skip(missing)
  const database = await createTestDatabase()
  await using _ = { [Symbol.asyncDispose]: database.drop }
  await using pooler = await startPgbouncer(program, database.url)
  const warnings: string[] = []
  const open = (directUrl?: string) =>
    openDatabase({
      url: pooler.url,
      directUrl,
      migrationUrl: database.ownerUrl,
      dataDir: '',
      log: () => undefined,
      warn: (line) => warnings.push(line),
    })
  await expect(open()).rejects.toMatchObject({
    code: 'DATABASE_POOLED',
    message: expect.stringContaining('set DATABASE_DIRECT_URL to the address of Postgres itself'),
  })
  const opened = await open(database.url)
  expect(opened).toMatchObject({ url: pooler.url, directUrl: database.url })
  expect(await opened.isCurrent()).toBe(true)
  expect(warnings).toEqual([expect.stringContaining(`SET statement_timeout = '10s'`)])
  await opened.stop()
})
