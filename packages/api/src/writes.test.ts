import { newId } from '@plinth/core/id'
import type { Rule } from '@plinth/core/rule'
import { afterAll, afterEach, expect, test } from 'vitest'
import { newSetupToken } from './identity/setup-link.ts'
import { appRouter } from './router.ts'
import { aRowOf } from './testing/derived-noun.ts'
import { allowEvents, type EventRow, refuseEvents } from './testing/events.ts'
import { aView, changedRow, changeRow, derived, everyProcedure, pathOf, type World } from './testing/every-procedure.ts'
import { aComment, aDraft, aFavorite, aFollow, anArticle, anOperator, aPlace, aUser } from './testing/factories.ts'
import { failureOf } from './testing/failure.ts'
import { anImportIn } from './testing/imports.ts'
import { startTestServer } from './testing/test-server.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

interface Definition {
  type: string
  meta: { event?: string; rule: Rule }
}
// The event stands in the run-time definition of a procedure, which is not in tRPC's public types.
const definitions = appRouter._def.procedures as unknown as Record<string, { _def: Definition }>
const writes = Object.entries(everyProcedure).filter(
  // Whoever has written something keeps their account: it is an operator who takes away that of somebody else.
  ([key]) => definitions[pathOf(key)]?._def.type === 'mutation' && key !== 'users.remove (oneself)',
)

const tables = [
  'users',
  'passwords',
  'sessions',
  'one_time_tokens',
  'articles',
  'article_tags',
  'comments',
  'favorites',
  'follows',
  'tags',
  'places',
  'saved_views',
  'imports',
  'idempotency_keys',
  'events',
  ...derived.map(({ table }) => table),
]

/** All that is stored, without what a mere visit changes. */
async function everything(): Promise<Record<string, unknown[]>> {
  const contents = tables.map(async (table) => {
    const rows = await server.rows(`select to_jsonb(t) - 'lastUsedAt' - 'expiresAt' as row from ${table} t order by 1`)
    return [table, rows] as const
  })
  return Object.fromEntries(await Promise.all(contents))
}

const events = () => server.rows<EventRow>('select * from events order by id')

/** Whether operators alone may call it: whoever else is signed in is refused without a look at any row. */
const isForOperators = (key: string) =>
  key === 'users.remove (somebody)' ||
  definitions[pathOf(key)]?._def.meta.rule({ type: 'user', userId: newId(), sessionId: newId(), isOperator: false }) ===
    false

async function aWorld(key = ''): Promise<World> {
  const isOperator = isForOperators(key)
  const author = await (isOperator ? anOperator(server) : aUser(server))
  const setUpToken = async () => {
    if (isOperator) return 'none: there is an operator'
    const token = await newSetupToken(server.database.open())
    if (token === null) throw new Error('There is an operator already.')
    server.log.keepSecret(token)
    return token
  }
  // Made before the write, so that the write alone is seen.
  const [draft, article, place, session, token] = await Promise.all([
    aDraft(author, { tags: ['kept'] }),
    anArticle(author, { tags: ['kept'] }),
    isOperator ? aPlace(author) : undefined,
    author.api.sessions.createToken.mutate({ name: 'x', expiresInDays: 1 }),
    setUpToken(),
  ])
  const view = await aView(author)
  const person = await aUser(server)
  const comment = await aComment(author)
  const [favorite, follow] = [await aFavorite(author), await aFollow(author, await aUser(server))]
  const imports = {
    ready: await anImportIn(server, author, 'ready'),
    interrupted: await anImportIn(server, author, 'interrupted'),
    done: await anImportIn(server, author, 'done'),
  }
  const rows = await Promise.all(
    derived.map(
      async (noun): Promise<[string, { id: string; version: number }]> => [noun.name, await aRowOf(noun, author)],
    ),
  )
  const changing = { articles: anArticle, comments: aComment, ...(isOperator && { places: aPlace }) }
  for (const [noun, make] of Object.entries(changing))
    rows.push([changedRow(noun), await changeRow(noun, await make(author), author)])
  for (const noun of derived)
    rows.push([changedRow(noun.name), await changeRow(noun.name, await aRowOf(noun, author), author)])
  return {
    author,
    rows: new Map<string, { id: string; version: number }>(rows),
    caller: author,
    draft: async () => draft,
    article: async () => article,
    place: async () => {
      if (!place) throw new Error('Only an operator can make places.')
      return place
    },
    comment: async () => comment,
    favorite: async () => favorite,
    follow: async () => follow,
    person: async () => person.me,
    session: async () => session,
    setUpToken: async () => token,
    view: async () => view,
    anImport: async (state) => imports[state],
  }
}

/** Makes every commit fail that has changed a row of these, after all statements have run. */
const changing = [
  'users',
  'passwords',
  'sessions',
  'articles',
  'comments',
  'favorites',
  'follows',
  'places',
  'saved_views',
  'imports',
  ...derived.map(({ table }) => table),
]
await server.rows(`create function refuse() returns trigger language plpgsql as $$ begin raise 'refused'; end $$`)
const refuseCommits = () =>
  server.rows(
    changing
      .map(
        (table) => `create constraint trigger refused after insert or update or delete on ${table}
          deferrable initially deferred for each row execute function refuse()`,
      )
      .join(';'),
  )
const allowCommits = () => server.rows(changing.map((table) => `drop trigger if exists refused on ${table}`).join(';'))

afterEach(async () => {
  await allowEvents(server)
  await allowCommits()
})

for (const [key, call] of writes) {
  test(`${key} and its event commit together or not at all`, async () => {
    const world = await aWorld(key)
    const client = world.author.client.copy()
    const before = await everything()

    await refuseEvents(server)
    expect(await failureOf(call(client.api, world))).toMatchObject({ code: 'INTERNAL', httpStatus: 500 })
    expect(client.setCookies).toEqual([])
    expect(await everything()).toEqual(before)

    await allowEvents(server)
    await refuseCommits()
    expect(await failureOf(call(client.api, world))).toMatchObject({ code: 'INTERNAL', httpStatus: 500 })
    expect(client.setCookies).toEqual([])
    await allowCommits()
    expect(await everything()).toEqual(before)

    await call(client.api, world)
    const [event, ...more] = (await events()).slice(before.events?.length)
    expect(more).toEqual([])
    expect(event).toMatchObject({ type: definitions[pathOf(key)]?._def.meta.event, actorType: 'user' })
    expect((await server.lineOf(event?.requestId ?? '')).procedures).toEqual([pathOf(key)])
    // Nobody can operate twice: the next set-up link needs that there is no operator.
    await server.rows('update users set "isOperator" = false where "isOperator"')
  })
}

test('a refused write changes nothing and leaves no event, whichever it is', async () => {
  const { client } = (await aWorld()).author
  const before = await everything()
  for (const path of new Set(writes.map(([key]) => pathOf(key)))) {
    const send = (headers: object, json: unknown) =>
      client.fetch(`/api/trpc/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ json }),
      })
    expect((await send({}, { unknown: 'field' })).status, path).toBe(400)
    expect((await send({ origin: 'https://evil.example' }, {})).status, path).toBe(403)
    expect((await client.fetch(`/api/trpc/${path}`)).status, path).toBe(405)
  }
  expect(await everything()).toEqual(before)
})
