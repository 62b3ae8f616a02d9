import type { PlinthError } from '@plinth/core/errors'
import { everyone, operator } from '@plinth/core/rule'
import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'
import { ofKnown } from '../kit/known-names.ts'
import { anArticle, aUser } from '../testing/factories.ts'
import { helpDesk } from '../testing/help-desk.ts'
import { contextFor, runnerOf } from '../testing/in-process.ts'
import { rawRequest } from '../testing/raw-request.ts'
import { declareScratch } from '../testing/scratch-model.ts'
import { startTestServer } from '../testing/test-server.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())
const user = await aUser(server)
await anArticle(user)

async function problems(query: string) {
  const { status, text } = await rawRequest(server.url, `/api/v1/${query}`)
  return { status, text, errors: JSON.parse(text).errors as { parameter: string; detail: string }[] } // the form of a problem
}

async function fields(path: string, input: object) {
  const query = new URLSearchParams({ input: JSON.stringify({ json: input }) })
  const { status, text } = await rawRequest(server.url, `/api/trpc/${path}?${query}`)
  return { status, text, fields: JSON.parse(text).error.json.data.fields as Record<string, string[]> } // the form of an error
}

const filters =
  'Expected one of "title", "publishedAt", "createdAt", "author.username", "tags", "favoritedBy", "isFollowed".'

test('an unknown filter is refused with the known ones and the nearest, over tRPC and REST', async () => {
  expect(await problems('articles?filter[nope]=1')).toMatchObject({
    status: 400,
    errors: [{ parameter: 'filter[nope]', detail: `It is not known here. ${filters}` }],
  })
  expect(await fields('articles.list', { filter: { publishdAt: { not: null } } })).toMatchObject({
    status: 400,
    fields: { filter: [`Unrecognized key: "publishdAt". Did you mean "publishedAt"? ${filters}`] },
  })
})

test('so are an unknown comparison, sort and parameter', async () => {
  const sorts = 'Expected one of "createdAt", "title", with "-" before it for descending.'
  expect(await problems('articles?sort=-titel&limt=5&filter[title][equals]=x&filter[title][containz]=x')).toMatchObject(
    {
      errors: [
        { parameter: 'filter[title][containz]', detail: expect.stringContaining('Did you mean "contains"?') },
        { parameter: 'sort', detail: `It is not known here. Did you mean "-title"? ${sorts}` },
        {
          parameter: 'limt',
          detail: expect.stringMatching(/Did you mean "limit"\? Expected one of "cursor", "limit", /),
        },
      ],
    },
  )
  expect(await fields('articles.list', { sort: ['CreatedAt', 'nope'] })).toMatchObject({
    fields: {
      'sort.0': [`It is not known here. Did you mean "createdAt"? ${sorts}`],
      'sort.1': [`It is not known here. ${sorts}`],
    },
  })
})

test('ten names are told at most, and the number of the others', async () => {
  const names = Array.from({ length: 12 }, (_, nth) => `name${nth}`)
  const { error } = z.strictObject({}, ofKnown(names)).safeParse({ other: 1 })
  expect(error?.issues[0]?.message).toBe(
    `Expected one of ${names
      .slice(0, 10)
      .map((name) => `"${name}"`)
      .join(', ')} or 2 more.`,
  )
})

test('the answer to any number of unknown names is short, and guesses at few of them', async () => {
  const many = Object.fromEntries(Array.from({ length: 100 }, (_, nth) => [`titl${nth}`, {}]))
  const filter = await fields('articles.list', { filter: many })
  expect(filter.text.length).toBeLessThan(2_500)
  expect(filter.fields.filter?.[0]).toContain('Did you mean "title"?')
  const sort = await fields('articles.list', { sort: ['titel', 'titel', 'titel', 't'.repeat(1_000)] })
  expect(sort.text.match(/Did you mean/g)).toHaveLength(3)
  expect([sort.status, sort.text.length < 1_500]).toEqual([400, true])
  const long = await problems(`articles?filter[${'t'.repeat(400)}]=1`)
  expect(long.text).not.toContain('Did you mean')
})

test('a field that not everyone may see is not told, however near the name is', async () => {
  await helpDesk(server)
  const hidden = declareScratch({
    name: 'hiddenTickets',
    model: 'Ticket',
    tenancy: 'global',
    labels: { one: 'ticket', many: 'tickets', title: 'id' },
    fields: { id: true, state: true, source: { rule: operator }, dueAt: { rule: operator } },
    rules: { read: everyone, create: everyone, update: everyone, remove: everyone },
    creates: [],
    updates: [],
    filters: ['state'],
    sorts: ['state'],
  })
  const list = (input: object) => runnerOf(hidden.verbs, contextFor(server, user))('list', input)
  const says = (call: Promise<unknown>) =>
    call.then(String, (error: { cause: PlinthError }) => JSON.stringify(error.cause.fields))
  expect(JSON.parse(await says(list({ filter: { sourc: {} }, sort: ['sourc'] })))).toEqual({
    filter: ['Unrecognized key: "sourc". Expected "state".'],
    'sort.0': ['It is not known here. Expected "state", with "-" before it for descending.'],
  })
})
