import { unique } from '@plinth/api/testing/factories'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { answers } from '../testing/schemas.ts'
import { type Person, startTestConduit, type TestConduit } from '../testing/test-conduit.ts'

let conduit: TestConduit
let ada: Person
let bob: Person
let slug: string
beforeAll(async () => {
  conduit = await startTestConduit()
  ada = await conduit.person()
  bob = await conduit.person(unique('Bob'))
  slug = (await ada.article()).slug
})
afterAll(() => conduit[Symbol.asyncDispose]())

const write = (comment: unknown, to = slug) =>
  conduit.call(`POST /articles/${to}/comments`, { token: bob.token, body: { comment } })

async function aComment(body = unique(), to = slug) {
  const { status, json } = await write({ body }, to)
  expect(status).toBe(201)
  return answers.comment.parse(json).comment
}

async function all(of = slug, token?: string) {
  const { status, json } = await conduit.call(`GET /articles/${of}/comments`, { token })
  expect(status).toBe(200)
  return answers.comments.parse(json).comments
}

const remove = (id: number | string, { token } = bob, of = slug) =>
  conduit.call(`DELETE /articles/${of}/comments/${id}`, { token })

test('a comment is answered whole, and read by anybody as it was answered', async () => {
  const body = `<img src=x onerror=alert(1)> "'; -- \u202e 😀 \n\n end`
  const comment = await aComment(body)
  expect(comment).toMatchObject({
    body,
    author: { username: bob.username, bio: null, image: null, following: false },
  })
  expect(await all()).toContainEqual(comment)
})

test('comments come newest first, more than one page of them too', async () => {
  const other = await ada.article()
  const ids: number[] = []
  for (let index = 0; index < 103; index++) ids.unshift((await aComment(`c${index}`, other.slug)).id)
  expect((await all(other.slug)).map(({ id }) => id)).toEqual(ids)
})

test('the reader sees whom they follow', async () => {
  await aComment()
  await conduit.call(`POST /profiles/${bob.username}/follow`, { token: ada.token })
  expect((await all(slug, ada.token)).every((each) => each.author.following)).toBe(true)
  expect((await all()).some((each) => each.author.following)).toBe(false)
})

test('an article without comments has an empty list', async () => {
  expect(await all((await ada.article()).slug)).toEqual([])
})

test('a comment without a text is refused', async () => {
  for (const body of [undefined, null, '', ' \n'])
    expect((await write({ body })).refusal).toEqual([422, { body: ["can't be blank"] }])
  for (const body of [1, true, ['text'], {}])
    expect((await write({ body })).refusal).toEqual([422, { body: ['is invalid'] }])
  expect((await write({ body: 'x'.repeat(10_001) })).refusal).toEqual([
    422,
    { body: [expect.stringMatching(/^is too long/)] },
  ])
  expect((await write({ body: 'a\u0000b' })).refusal).toEqual([422, { body: [expect.stringMatching(/^is invalid/)] }])
})

test('its writer removes a comment, once', async () => {
  const [gone, kept] = [await aComment(), await aComment()]
  const { status, json } = await remove(gone.id)
  expect([status, json]).toEqual([204, undefined])
  const ids = (await all()).map(({ id }) => id)
  expect(ids).toContain(kept.id)
  expect(ids).not.toContain(gone.id)
  expect((await remove(gone.id)).refusal).toEqual([404, { comment: ['not found'] }])
})

test('nobody else removes it, not even the article’s author', async () => {
  const { id } = await aComment()
  expect((await remove(id, ada)).refusal).toEqual([403, { comment: ['forbidden'] }])
  expect((await all()).map((each) => each.id)).toContain(id)
})

test.each(['abc', '0', '-1', '1.5', '2147483648', '9999999999', '99999999999999999999', '%00', '1e3', '0x1'])(
  'there is no comment %s',
  async (id) => {
    expect((await remove(id)).refusal).toEqual([404, { comment: ['not found'] }])
  },
)

test('a comment is found under its own article alone', async () => {
  const [{ id }, other] = [await aComment(), await ada.article()]
  expect((await remove(id, bob, other.slug)).refusal).toEqual([404, { comment: ['not found'] }])
  expect((await remove(id, bob, 'no-such-article')).refusal).toEqual([404, { article: ['not found'] }])
  expect((await all()).map((each) => each.id)).toContain(id)
})
