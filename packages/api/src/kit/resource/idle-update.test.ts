import { afterAll, expect, test } from 'vitest'
import { countEvents } from '../../testing/events.ts'
import { aDraft, aUser } from '../../testing/factories.ts'
import { failureOf } from '../../testing/failure.ts'
import { startTestServer } from '../../testing/test-server.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())
const [author, stranger] = [await aUser(server), await aUser(server)]
const { api } = author

test('an update that gives no field answers the row as it is, without an event, over tRPC and REST', async () => {
  const { id, slug } = await aDraft(author)
  const [row] = await server.rows('select * from articles where id = $1', [id])
  const events = await countEvents(server)
  const same = { id, slug, version: 1 }
  expect(await api.articles.update.mutate({ id, version: 1 })).toEqual(same)
  expect(await api.articles.update.mutate({ id, version: 1, title: undefined })).toEqual(same)
  expect(await api.articles.updateMany.mutate({ items: [{ id, version: 1 }] })).toEqual({
    isCommitted: true,
    results: [{ isOk: true, row: same }],
  })
  const patched = await author.client.fetch(`/api/v1/articles/${id}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/merge-patch+json', 'if-match': '"v1"' },
    body: '{}',
  })
  expect([patched.status, await patched.json(), patched.headers.get('etag')]).toEqual([200, same, '"v1"'])
  expect(await server.rows('select * from articles where id = $1', [id])).toEqual([row])

  const me = await api.users.update.mutate({ version: author.me.version })
  expect(me).toEqual(author.me)
  expect(await countEvents(server)).toBe(events)
})

test('it is refused as every update is: to who may not, of what is not there, of an old version', async () => {
  const { id } = await aDraft(author)
  await api.articles.update.mutate({ id, version: 1, title: 'Second' })
  expect(await failureOf(api.articles.update.mutate({ id, version: 1 }))).toMatchObject({ code: 'CONFLICT' })
  expect(await failureOf(api.users.update.mutate({ version: 99 }))).toMatchObject({ code: 'CONFLICT' })
  const strange = stranger.api.articles.update.mutate({ id, version: 2 })
  expect(await failureOf(strange)).toMatchObject({ code: 'NOT_FOUND' })
  expect(await failureOf(server.client().api.articles.update.mutate({ id, version: 2 }))).toMatchObject({
    code: 'SIGN_IN_REQUIRED',
  })
})

test('a verb that is a fact of its own has its event, whatever is given', async () => {
  const { id } = await aDraft(author)
  const events = await countEvents(server)
  expect(await api.articles.unpublish.mutate({ id, version: 1 })).toMatchObject({ version: 2 })
  expect(await countEvents(server)).toBe(events + 1)
})
