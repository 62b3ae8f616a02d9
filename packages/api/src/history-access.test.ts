import { getUntypedClient } from '@trpc/client'
import { afterAll, expect, test } from 'vitest'
import { appRouter } from './router.ts'
import { anArticle, anOperator, aProgram, aUser } from './testing/factories.ts'
import { failureOf, outcomeOf } from './testing/failure.ts'
import type { TestClient } from './testing/test-client.ts'
import { startTestServer } from './testing/test-server.ts'
import { aWorld } from './testing/world.ts'
import { routes } from './transports/rest/routes.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

const [author, stranger, operator] = [await aUser(server), await aUser(server), await anOperator(server)]
const callers: Readonly<Record<string, TestClient>> = {
  anonymous: server.client(),
  program: await aProgram(server, author),
  stranger: stranger.client,
  author: author.client,
  operator: operator.client,
}
const world = await aWorld(server, { author, operator })
/** Newer than any row: a caller who may update gets a version conflict, and nothing is changed. */
const version = 999_999

const histories = routes.filter(({ verb }) => verb?.name === 'history')

test('every history over tRPC is one over REST', () => {
  const paths = Object.keys(appRouter._def.procedures).filter((path) => path.endsWith('.history'))
  expect(histories.map(({ path }) => path).toSorted()).toEqual(paths.toSorted())
  expect(paths.length).toBeGreaterThan(0)
})

async function overRest(client: TestClient, path: string): Promise<{ outcome: string; status: number; body: string }> {
  const response = await client.fetch(`/api/v1${path}`)
  const body = await response.text()
  return { outcome: response.ok ? 'OK' : JSON.parse(body).code, status: response.status, body }
}

const refusals: Readonly<Record<string, number>> = { SIGN_IN_REQUIRED: 401, FORBIDDEN: 403, NOT_FOUND: 404 }

for (const { noun, template, definition } of histories) {
  test(`${noun}: who may read a row and not update it gets its history neither over tRPC nor over REST`, async () => {
    const { id } = await world.row(noun)
    const path = template.replace('{id}', id)
    let refusedReaders = 0
    let seers = 0
    for (const [name, client] of Object.entries(callers)) {
      const trpc = getUntypedClient(client.api)
      const mayRead = (await outcomeOf(trpc.query(`${noun}.get`, { id }))) === 'OK'
      const mayUpdate = (await outcomeOf(trpc.mutation(`${noun}.update`, { id, version }))) === 'CONFLICT'
      const told = await outcomeOf(trpc.query(`${noun}.history`, { id }))
      const rest = await overRest(client, path)
      expect(rest.outcome, `${name} over REST, as over tRPC`).toBe(told)
      // A separate rule decides who may see the history: access.test.ts tests it for each noun.
      if (!definition?.rules.history) expect(told === 'OK', `${name} sees it`).toBe(mayRead && mayUpdate)
      if (told === 'OK') seers++
      else {
        expect(rest.status).toBe(refusals[told])
        expect(rest.body).not.toContain('"items"')
        if (mayRead) refusedReaders++
      }
    }
    expect(seers).toBeGreaterThan(0)
    // Everyone may read these three.
    if (['articles', 'comments', 'places'].includes(noun)) expect(refusedReaders).toBeGreaterThan(0)
  })
}

test('a cursor of the history of one row is none of another, whoever may see that one', async () => {
  const [one, other] = [await anArticle(author), await anArticle(author)]
  const first = await author.api.articles.history.query({ id: one.id, limit: 1 })
  const cursor = first.nextCursor ?? ''
  expect((await author.api.articles.history.query({ id: one.id, limit: 1, cursor })).items).toHaveLength(1)
  for (const client of [author.client, stranger.client, operator.client]) {
    const asked = client.api.articles.history.query({ id: other.id, cursor })
    expect(await failureOf(asked)).toMatchObject({ code: 'INVALID_INPUT' })
    expect((await overRest(client, `/articles/${other.id}/history?cursor=${cursor}`)).status).toBe(400)
  }
})
