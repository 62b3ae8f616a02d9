import { type Actor, anonymous } from '@plinth/core/actor'
import type { Rule } from '@plinth/core/rule'
import { normalise, type Predicate } from '@plinth/core/where'
import superjson from 'superjson'
import { afterAll, expect, test } from 'vitest'
import { definitionOf } from './definitions.ts'
import type { Definition } from './kit/resource/definition.ts'
import { appRouter } from './router.ts'
import { aRowOf } from './testing/derived-noun.ts'
import { derived } from './testing/every-procedure.ts'
import { aDraft, anArticle, anOperator, aProgram, aUser, signedInAgain, unique } from './testing/factories.ts'
import { anImportIn } from './testing/imports.ts'
import type { TestClient } from './testing/test-client.ts'
import { startTestServer } from './testing/test-server.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

const [author, stranger, operator] = [await aUser(server), await aUser(server), await anOperator(server)]
for (const user of [author, operator]) {
  await aDraft(user, { tags: ['one'] })
  await anArticle(user)
}
for (const user of [author, operator]) {
  await user.api.savedViews.create.mutate({ resource: 'articles', name: 'Mine', query: '' })
  await anImportIn(server, user, 'done')
}
await operator.api.places.create.mutate({ name: 'Rome', country: 'IT', latitude: 41.9, longitude: 12.5 })
for (const noun of derived) for (const user of [author, operator]) await aRowOf(noun, user)

const published = await anArticle(author)
const withdrawn = await anArticle(author)
for (const { id } of [published, withdrawn]) {
  await author.api.comments.create.mutate({ article: id, body: 'Said' })
  await stranger.api.articles.favorite.mutate({ id })
}
await author.api.articles.unpublish.mutate({ id: withdrawn.id, version: withdrawn.version })
await stranger.api.profiles.follow.mutate({ id: author.me.id })

const personOf = ({ me }: typeof author): Actor => ({
  type: 'user',
  userId: me.id,
  sessionId: me.id,
  isOperator: me.id === operator.me.id,
})

interface Caller {
  readonly actor: Actor
  readonly client: TestClient
}

/** Everyone who may come, each with a session of its own. */
async function makeCallers(): Promise<Readonly<Record<string, Caller>>> {
  const again = async (user: typeof author): Promise<Caller> => ({
    actor: personOf(user),
    client: await signedInAgain(server, user),
  })
  return {
    anonymous: { actor: anonymous, client: server.client() },
    program: { actor: personOf(author), client: await aProgram(server, author) },
    stranger: await again(stranger),
    author: await again(author),
    operator: await again(operator),
  }
}
const lasting = await makeCallers()

type Row = Record<string, unknown>

/** What rules ask of through a relation. It stays as it is: the calls below change no row that is there. */
const articlesById = new Map(
  (await server.rows<{ row: Row }>('select to_jsonb(t) as "row" from articles t')).map(({ row }) => [row.id, row]),
)

/** What a rule says of a row, once more and without SQL. @throws Error for what rules of the product do not say yet */
function holds(predicate: boolean | Predicate, row: Row): boolean {
  if (typeof predicate === 'boolean') return predicate
  if (predicate.op === 'and') return predicate.of.every((part) => holds(part, row))
  if (predicate.op === 'or') return predicate.of.some((part) => holds(part, row))
  if (predicate.op === 'not') return !holds(predicate.of, row)
  if (predicate.op === 'some' && predicate.relation === 'article')
    return holds(predicate.of, articlesById.get(row.articleId) ?? {})
  if (predicate.op !== 'compare' || predicate.path) throw new Error(`Say here what '${predicate.op}' means.`)
  const { by, field, value } = predicate
  const is = row[field]
  if (is === undefined) throw new Error(`There is no column ${field}.`)
  if (by === 'equals') return is === value
  if (by === 'not') return is !== value && (value === null || is !== null)
  if (by === 'in') return Array.isArray(value) && value.includes(is)
  throw new Error(`Say here what '${by}' means.`)
}

const refusalOf = ({ actor }: Caller) => (actor.type === 'anonymous' ? 'SIGN_IN_REQUIRED' : 'FORBIDDEN')

interface Procedure {
  _def: { type: 'query' | 'mutation'; meta: { rule: Rule; verb?: string } }
}
// A procedure as the router keeps it; tRPC's public types show only the client's view.
const procedures = Object.entries(appRouter._def.procedures as unknown as Record<string, Procedure>)

interface Answer {
  readonly code: string
  readonly data: unknown
}

/** Calls a procedure through the door. */
async function call({ client }: Caller, [path, { _def }]: [string, Procedure], input: unknown): Promise<Answer> {
  const text = JSON.stringify(superjson.serialize(input))
  // With a cookie of its own, which the answer may change.
  const { fetch } = client.copy()
  const response =
    _def.type === 'query'
      ? await fetch(`/api/trpc/${path}?input=${encodeURIComponent(text)}`)
      : await fetch(`/api/trpc/${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: text,
        })
  const { result, error } = (await response.json()) as {
    result?: { data: { json: unknown } }
    error?: { json: { data: { code: string } } }
  } // the wire's own shape
  return { code: error?.json.data.code ?? 'OK', data: result?.data.json }
}

const rowsOf = async ({ model }: Definition): Promise<Row[]> =>
  (await server.rows<{ row: Row }>(`select to_jsonb(t) as "row" from "${model.table}" t order by id`)).map(
    ({ row }) => row,
  )

/** What creating takes, by the noun. */
const creations: Readonly<Record<string, () => object>> = {
  articles: () => ({ title: unique(), description: '', body: '', tags: [] }),
  comments: () => ({ article: published.id, body: unique() }),
  savedViews: () => ({ resource: 'articles', name: unique(), query: '' }),
  places: () => ({ name: unique(), country: 'DE', latitude: 1, longitude: 2 }),
  ...Object.fromEntries(derived.map(({ name, item }) => [name, item])),
}

/** Too new for any row: who may write is told that it has changed, and nothing is. */
const version = 999_999
const nothing = '00000000-0000-7000-8000-000000000000'

/** Input of verbs whose answer is known from the rule alone as far as it needs no row. */
const manyInputs: Readonly<Record<string, (noun: string, id: unknown) => object>> = {
  createMany: (noun) => ({ items: [creations[noun]?.()] }),
  updateMany: (_, id) => ({ items: [{ id, version }] }),
  removeMany: (_, id) => ({ items: [{ id, version }] }),
  revert: (_, id) => ({ id, version, eventId: nothing }),
  restore: (_, id) => ({ id, version }),
  purge: (_, id) => ({ id, version }),
}

/** Input of procedures that no resource made. */
const inputs: Readonly<Record<string, () => unknown>> = {
  'articles.favorite': () => ({ id: nothing }),
  'articles.unfavorite': () => ({ id: nothing }),
  'profiles.follow': () => ({ id: nothing }),
  'profiles.unfollow': () => ({ id: nothing }),
  'users.remove': () => ({ id: nothing }),
  'imports.targets': () => ({ resource: 'articles' }),
  'imports.run': () => ({ id: nothing, mapping: [] }),
  'imports.resume': () => ({ id: nothing }),
  'imports.cancel': () => ({ id: nothing }),
  'imports.undo': () => ({ id: nothing }),
  'imports.errors': () => ({ id: nothing }),
  'imports.left': () => ({ id: nothing }),
  'resources.list': () => undefined,
  'resources.get': () => ({ name: 'articles' }),
  'sessions.createToken': () => ({ name: 'x', expiresInDays: 1 }),
  'sessions.list': () => undefined,
  'sessions.revoke': () => ({ id: nothing }),
  'sessions.signIn': () => ({ email: `${unique()}@example.com`, password: 'none' }),
  'sessions.signOut': () => undefined,
  'sessions.revokeAll': () => undefined,
  'tags.list': () => ({}),
  'users.changePassword': () => ({ currentPassword: 'not mine', newPassword: unique('a long password ') }),
  'users.me': () => undefined,
  'users.setUp': () => ({
    token: 'none',
    name: 'X',
    email: `${unique()}@example.com`,
    password: unique('a long password '),
  }),
  'users.setUpState': () => ({ token: 'none' }),
  'users.signUp': () => ({ name: 'X', email: `${unique()}@example.com`, password: unique('a long password ') }),
  'users.update': () => ({ version }),
}
/** They end sessions of whoever calls: they are tried last, with sessions of their own. */
const ending = ['sessions.signOut', 'sessions.revokeAll']

const ordered = procedures.toSorted(([one], [other]) => Number(ending.includes(one)) - Number(ending.includes(other)))

for (const procedure of ordered) {
  const [path, { _def }] = procedure
  const { rule, verb = '' } = _def.meta
  const definition = definitionOf(procedure[1])
  const [noun = ''] = path.split('.')

  test(`${path} answers each caller as its rule says`, async () => {
    for (const [name, caller] of Object.entries(ending.includes(path) ? await makeCallers() : lasting)) {
      const said = normalise(rule(caller.actor))
      const at = `${path} for ${name}`
      if (!definition) {
        const input = inputs[path]
        if (!input) throw new Error(`There is no call of ${path}: add its input.`)
        const { code } = await call(caller, procedure, input())
        if (said === false) expect(code, at).toBe(refusalOf(caller))
        // A program may be refused for being one.
        else
          expect(
            ['INVALID_INPUT', 'INTERNAL', 'SIGN_IN_REQUIRED', ...(name === 'program' ? [] : ['FORBIDDEN'])],
            at,
          ).not.toContain(code)
        continue
      }
      const rows = await rowsOf(definition)
      expect(rows.length, `${noun} to try`).toBeGreaterThan(0)
      if (verb === 'list') {
        const { code, data } = await call(caller, procedure, { limit: 100 })
        expect(code, at).toBe(said === false ? refusalOf(caller) : 'OK')
        const seen = (data as { items: Row[] } | undefined)?.items.map(({ id }) => id) // a page
        const shown = rows.filter((row) => holds(said, row)).map(({ id }) => id)
        if (code === 'OK') expect(seen?.toSorted(), at).toEqual(shown.toSorted())
      } else if (verb === 'create') {
        const creation = creations[noun]
        if (!creation) throw new Error(`There is no call of ${path}: add what creating takes.`)
        expect((await call(caller, procedure, creation())).code, at).toBe(said === false ? refusalOf(caller) : 'OK')
      } else {
        for (const row of rows.slice(0, 8)) {
          const isRead = verb === 'get' || verb === 'history'
          const input = manyInputs[verb]?.(noun, row.id) ?? { id: row.id, ...(!isRead && { version }) }
          const { code } = await call(caller, procedure, input)
          if (said === false) expect(code, at).toBe(refusalOf(caller))
          else if (manyInputs[verb]) expect(['INVALID_INPUT', 'INTERNAL', 'SIGN_IN_REQUIRED'], at).not.toContain(code)
          else expect(code, at).toBe(!holds(said, row) ? 'NOT_FOUND' : isRead ? 'OK' : 'CONFLICT')
        }
      }
    }
  })
}
