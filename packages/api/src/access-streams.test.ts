import { type Actor, anonymous } from '@plinth/core/actor'
import { type ErrorCode, errorTable } from '@plinth/core/errors'
import { normalise } from '@plinth/core/where'
import { getUntypedClient } from '@trpc/client'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { definitions } from './definitions.ts'
import { aDraft, anArticle, anOperator, aPlace, aProgram, aUser } from './testing/factories.ts'
import { anImport, anImportIn, runToEnd } from './testing/imports.ts'
import { holds, tableRows } from './testing/rule-oracle.ts'
import type { TestClient } from './testing/test-client.ts'
import { startTestServer } from './testing/test-server.ts'
import { actorOf } from './testing/world.ts'
import { restPath } from './transports/rest/base-path.ts'
import { type StreamRoute, streamRoutes } from './transports/streams/routes.ts'

const seed = Date.now() % 1_000_000
const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

const [author, stranger, operator] = [await aUser(server), await aUser(server), await anOperator(server)]
for (const user of [author, operator]) {
  await aDraft(user)
  await anArticle(user)
  await user.api.savedViews.create.mutate({ resource: 'articles', name: 'Mine', query: '' })
  await anImportIn(server, user, 'done')
}
await aPlace(operator)
const failed = await runToEnd(
  author,
  await anImport(author, 'title,description,body,tags\n,,,\n', { resource: 'articles' }),
)

const callers = {
  anonymous: server.client(),
  stranger: stranger.client,
  author: author.client,
  operator: operator.client,
  program: await aProgram(server, author),
} as const
type Kind = keyof typeof callers
const kinds = Object.keys(callers) as Kind[] // its own keys

/** The expected status for each kind of caller. */
type Row = Readonly<Record<Kind, number>>

/** The actor for each kind of caller. */
function actorOfKind(kind: Kind): Actor {
  if (kind === 'anonymous') return anonymous
  const user = { stranger, author, operator, program: author }[kind]
  return actorOf(user, user === operator)
}

/** The expected statuses of a download by its rule: a file of all rows is for callers who may query, a file of one row for those who may read it. */
async function ruled({ template, stream: { noun, meta } }: StreamRoute): Promise<Row> {
  const model = definitions[noun]?.model
  const row = model && (await tableRows(server, model)).find(({ id }) => id === failed.id)
  const statuses = kinds.map(async (kind) => {
    const said = normalise(meta.rule(actorOfKind(kind)))
    if (said === false) return [kind, kind === 'anonymous' ? 401 : 403]
    if (!template.includes('{id}')) return [kind, 200]
    return [kind, model && row && (await holds(server, said, { model, row })) ? 200 : 404]
  })
  return Object.fromEntries(await Promise.all(statuses)) as Row // of all kinds
}

const downloads = streamRoutes.filter(({ stream }) => stream.type === 'download')
const expected: Readonly<Record<string, Row>> = Object.fromEntries(
  await Promise.all(downloads.map(async (route) => [route.id, await ruled(route)] as const)),
)
/** An upload requires the right to create such rows. */
const uploads: Readonly<Record<string, Row>> = {
  articles: { anonymous: 401, stranger: 201, author: 201, operator: 201, program: 201 },
  places: { anonymous: 401, stranger: 403, author: 403, operator: 201, program: 403 },
  nothing: { anonymous: 401, stranger: 404, author: 404, operator: 404, program: 404 },
}

const outcomes = async (call: (client: TestClient) => Promise<Response>) =>
  Object.fromEntries(await Promise.all(kinds.map(async (kind) => [kind, (await call(callers[kind])).status])))

const addressOf = ({ template }: StreamRoute) => `${restPath}${template.replace('{id}', failed.id)}`

test('each resource has an export, and every upload a table of what each caller gets', () => {
  const ids = streamRoutes.map(({ id }) => id)
  expect(ids).toEqual(expect.arrayContaining(Object.keys(definitions).map((noun) => `${noun}Export`)))
  expect(ids.filter((id) => !expected[id])).toEqual(['importsUpload'])
})

test('the errors of an import are for the one who brought it in', () => {
  expect(expected.importsErrorsFile).toEqual({
    anonymous: 401,
    stranger: 404,
    author: 200,
    operator: 404,
    program: 200,
  })
})

for (const route of downloads) {
  test(`${route.id}: who may`, async () => {
    expect(await outcomes((client) => client.fetch(addressOf(route)))).toEqual(expected[route.id])
    expect(await outcomes((client) => client.fetch(addressOf(route), { method: 'HEAD' }))).toEqual(expected[route.id])
  })
}

test('importsUpload: who may', async () => {
  for (const [resource, row] of Object.entries(uploads)) {
    const upload = (client: TestClient) =>
      client.fetch(`${restPath}/imports?resource=${resource}&format=csv`, { method: 'POST', body: 'title\n' })
    expect(await outcomes(upload), resource).toEqual(row)
  }
})

for (const name of Object.keys(definitions)) {
  const route = streamRoutes.find(({ id }) => id === `${name}Export`)

  test(`an export of ${name} holds for each caller the rows that a list shows`, async () => {
    for (const kind of kinds.filter((each) => expected[route?.id ?? '']?.[each] === 200)) {
      const { fetch, api } = callers[kind]
      const response = await fetch(`${route && addressOf(route)}?format=json`)
      const rows = (await response.json()) as { id: string }[] // by its contract
      const listed = await getUntypedClient(api).query(`${name}.list`, { limit: 100 })
      const ids = (listed as { items: { id: string }[] }).items.map(({ id }) => id) // a page
      expect(
        rows.map(({ id }) => id),
        kind,
      ).toEqual(ids)
    }
    expect(route).toBeDefined()
  })
}

for (const route of streamRoutes) {
  test(`${route.id} answers whatever is asked for with what is documented (seed ${seed})`, async () => {
    const names = [
      'format',
      'resource',
      'name',
      'sort',
      'search',
      'filter[title]',
      'filter[name][gt]',
      'filter[__proto__]',
    ]
    const values = ['csv', 'json', 'articles', '-createdAt', 'null', '\0', '\ud800', '%', '[', '']
    const pair = fc.tuple(
      fc.oneof(fc.constantFrom(...names), fc.string()),
      fc.oneof(fc.constantFrom(...values), fc.string({ unit: 'binary' })),
    )
    const property = fc.asyncProperty(
      fc.array(pair, { maxLength: 5 }),
      fc.constantFrom(...kinds),
      async (query, kind) => {
        const search = query
          .map((part) => part.map((text) => encodeURIComponent(text.toWellFormed())).join('='))
          .join('&')
        const init = route.method === 'POST' ? { method: 'POST', body: 'title\nA\n' } : {}
        const response = await callers[kind].fetch(`${addressOf(route)}?${search}`, init)
        const text = await response.text()
        if (response.ok) return
        expect(response.status).toBeLessThan(500)
        const { code } = JSON.parse(text) as { code: ErrorCode } // undefined below for a code that is not in the table
        expect(errorTable[code].status).toBe(response.status)
      },
    )
    await fc.assert(property, { numRuns: 60, seed, endOnFailure: true })
    expect(server.log.lines.filter(({ msg }) => msg === 'fault')).toEqual([])
  })
}
