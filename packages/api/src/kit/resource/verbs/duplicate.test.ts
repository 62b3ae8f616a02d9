import { anonymous, requireUserId } from '@plinth/core/actor'
import { newId } from '@plinth/core/id'
import { any, own, rows, signedIn } from '@plinth/core/rule'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'
import { countEvents, eventsOf } from '../../../testing/events.ts'
import { everyKind } from '../../../testing/every-kind.ts'
import { anArticle, aUser } from '../../../testing/factories.ts'
import { codeOf, contextFor, runnerOf } from '../../../testing/in-process.ts'
import { kindRow } from '../../../testing/random-kinds.ts'
import {
  createTable,
  declareScratch,
  scratchBase,
  scratchColumn,
  scratchModel,
} from '../../../testing/scratch-model.ts'
import { startTestServer } from '../../../testing/test-server.ts'
import { openapiDocument } from '../../../transports/rest/openapi/document.ts'
import { one } from '../fields/relation.ts'
import type { Target } from '../verb-types.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())
const [owner, stranger] = [await aUser(server), await aUser(server)]
const kinds = await everyKind(server)
const runKinds = runnerOf(kinds.verbs, contextFor(server, owner))

const uuid = scratchColumn('String', 'uuid')
const text = scratchColumn('String', 'text')
const maybe = { isNullable: true }

/** Memos: with an owner, a field for the owner alone, a secret, what the server makes, a folder that others may not see, and a trash. */
async function declareMemos() {
  const folders = scratchModel('Folder', { ...scratchBase, ownerId: uuid, name: text })
  const memos = scratchModel(
    'Memo',
    {
      ...scratchBase,
      ownerId: uuid,
      folderId: scratchColumn('String', 'uuid', maybe),
      title: text,
      slug: text,
      state: scratchColumn('String', 'text', { hasDefault: true, preset: 'draft' }),
      note: scratchColumn('String', 'text', { ...maybe, hasDefault: true, preset: 'none' }),
      pin: scratchColumn('String', 'text', maybe),
      source: scratchColumn('String', 'text', { ...maybe, hasDefault: true, preset: 'mail' }),
      views: scratchColumn('Int', 'integer', { hasDefault: true, preset: 0 }),
      place: scratchColumn('String', 'text', maybe),
      removedAt: scratchColumn('DateTime', 'timestamptz(3)', maybe),
    },
    { uniques: [['slug']] },
  )
  Object.assign(memos, { relations: { folder: { model: 'Folder', kind: 'optional', from: ['folderId'], to: ['id'] } } })
  for (const model of [folders, memos]) await createTable(server, model)
  await server.rows('alter table memos add constraint memos_slug_key unique (slug)')
  const derive = ({ actor }: { actor: never }) => ({ ownerId: requireUserId(actor) })
  const folder = declareScratch({
    name: 'folders',
    model: 'Folder',
    tenancy: 'global',
    labels: { one: 'folder', many: 'folders', title: 'name' },
    fields: { id: true, name: true, version: true },
    rules: { read: own('ownerId'), create: signedIn, update: own('ownerId'), remove: own('ownerId') },
    creates: ['name'],
    updates: ['name'],
    derive,
  })
  const memo = declareScratch({
    name: 'memos',
    model: 'Memo',
    tenancy: 'global',
    labels: { one: 'memo', many: 'memos', title: 'title' },
    fields: {
      id: true,
      title: z.string().min(1).max(20).default('Untitled'),
      slug: true,
      state: z.string(),
      note: { rule: own('ownerId') },
      pin: { isSecret: true },
      source: true,
      // It takes no null, and may be left out.
      place: z.string().max(20),
      views: true,
      // Without its id: what is copied is the id all the same.
      folder: one(folder as unknown as Target, ['name'] as never, { isNullable: true, isWritable: true }),
      version: true,
    },
    rules: {
      read: any(own('ownerId'), rows({ state: { not: 'draft' } })),
      create: (actor: { type: string }) => actor.type !== 'anonymous' && { state: { not: 'final' } },
      update: own('ownerId'),
      remove: own('ownerId'),
    },
    creates: ['title', 'state', 'note', 'pin', 'source', 'place', 'folder'],
    updates: ['title', 'state', 'note', 'pin', 'source', 'place', 'folder'],
    removal: 'soft',
    derive: ({ input, id, actor }: { input: { title: string }; id: string; actor: never }) => ({
      ...derive({ actor }),
      slug: `${input.title}-${id.slice(-12)}`,
    }),
    conflicts: { memos_slug_key: { field: 'title' } },
  })
  return { folder, memo }
}
const { folder, memo } = await declareMemos()
const as = (user: typeof owner | undefined) => {
  const context = contextFor(server, user ?? { client: server.client() })
  return { folders: runnerOf(folder.verbs, context), memos: runnerOf(memo.verbs, context), context }
}
const [owners, strangers] = [as(owner), as(stranger)]
const stored = async (id: string) =>
  (await server.rows<Record<string, unknown>>('select * from memos where id = $1', [id]))[0]

/** A memo of the owner with a value in each field. */
async function aMemo(more: object = {}) {
  const { id: folderId } = await owners.folders('create', { name: 'Plans' })
  const given = { title: 'Plan', state: 'shown', note: 'mine', pin: '1234', source: null, folder: folderId }
  const { id } = await owners.memos('create', { ...given, ...more })
  await server.rows('update memos set views = 7 where id = $1', [id])
  return { id, folderId }
}

test('a field of every kind is copied as it is stored, and the row is a new one with its own event', async () => {
  const samples = fc.sample(kindRow, { numRuns: 40, seed: 5 })
  for (const [nth, row] of samples.entries()) await kinds.insert(`kind ${nth}`, row)
  const { items } = await runKinds<{ items: { id: string; code: string }[] }>('list', { limit: 100 })
  expect(items).toHaveLength(40)
  for (const { id, code } of items) {
    const copy = await runKinds('duplicate', { id, code: `${code} copy` })
    expect(copy).toMatchObject({ code: `${code} copy`, version: 1 })
    expect(copy.id).not.toBe(id)
    const [event, ...others] = await eventsOf(server, copy.id)
    expect([event?.type, event?.before, others]).toEqual(['kinds.created', null, []])
  }
  const all = await kinds.stored()
  const { code: _, ...named } = all[0] ?? {}
  expect(Object.keys(named).length).toBeGreaterThan(20)
  for (const { code } of items) {
    const [source, copy] = [code, `${code} copy`].map((each) => all.find((row) => row.code === each))
    expect(copy).toEqual({ ...source, code: `${code} copy` })
  }
})

test('a field that is given replaces what would be copied, null too', async () => {
  const { id } = await runKinds('create', { code: 'one', note: 'a', count: 1, marks: ['x'], words: ['w'] })
  const copy = await runKinds('duplicate', { id, code: 'two', note: null, marks: [], count: 2, words: undefined })
  expect(copy).toMatchObject({ code: 'two', note: null, marks: [], count: 2, words: ['w'] })
  expect(await codeOf(runKinds('duplicate', { id, code: 'three', count: 'many' }))).toBe('INVALID_INPUT')
  expect(await codeOf(runKinds('duplicate', { id, code: 'three', version: 1 }))).toBe('INVALID_INPUT')
})

test('a unique value that is not replaced is refused at its field', async () => {
  const { id } = await runKinds('create', { code: 'taken' })
  const before = await countEvents(server)
  const refused = await runKinds('duplicate', { id }).catch((error) => error.cause)
  expect(refused).toMatchObject({ code: 'ALREADY_EXISTS', fields: { code: [expect.any(String)] } })
  expect(await countEvents(server)).toBe(before)
})

test('what the server makes is made anew, and secrets are not copied', async () => {
  const { id, folderId } = await aMemo()
  const { id: copyId } = await owners.memos('duplicate', { id })
  const [source, copy] = [await stored(id), await stored(copyId)]
  expect(copy).toMatchObject({
    title: 'Plan',
    state: 'shown',
    note: 'mine',
    source: null,
    folderId,
    ownerId: owner.me.id,
  })
  expect(copy).toMatchObject({ pin: null, place: null, views: 0, version: 1, slug: `Plan-${copyId.slice(-12)}` })
  expect(source).toMatchObject({ pin: '1234', views: 7, slug: `Plan-${id.slice(-12)}` })
  // The default of a schema is for a row that is made from nothing.
  expect(copy?.title).not.toBe('Untitled')
})

test('a copy holds what its maker may read, and is theirs', async () => {
  const { id } = await aMemo()
  const { id: copyId } = await strangers.memos('duplicate', { id })
  expect(await stored(copyId)).toMatchObject({ title: 'Plan', note: 'none', folderId: null, ownerId: stranger.me.id })
  const { after } = (await eventsOf(server, copyId))[0] ?? {}
  expect(JSON.stringify(after)).not.toContain('mine')
})

test('a row that may not be read, or is in the trash, reads like one that is not there', async () => {
  const { id: draft } = await aMemo({ state: 'draft' })
  const { id: removed } = await aMemo()
  await owners.memos('remove', { id: removed })
  const before = await countEvents(server)
  const told = (id: string) =>
    strangers.memos('duplicate', { id }).catch(({ cause: { code, message } }) => [code, message])
  const absent = await told(newId())
  expect(absent).toEqual(['NOT_FOUND', expect.any(String)])
  expect(await told(draft)).toEqual(absent)
  expect(await told(removed)).toEqual(absent)
  expect(await codeOf(owners.memos('duplicate', { id: draft }))).toBe('OK')
  expect(await countEvents(server)).toBe(before + 1)
})

test('who may not create may not duplicate: not at all, and not with these values', async () => {
  const { id } = await aMemo()
  const { meta } = Object(memo.verbs.duplicate)._def
  expect(meta.rule(anonymous)).toBe(false)
  expect(await codeOf(as(undefined).memos('duplicate', { id }))).toBe('SIGN_IN_REQUIRED')
  await server.rows(`update memos set state = 'final' where id = $1`, [id])
  expect(await codeOf(owners.memos('duplicate', { id }))).toBe('FORBIDDEN')
  expect(await codeOf(owners.memos('duplicate', { id, state: 'shown' }))).toBe('OK')
})

test('what the schema refuses by now is named, and can be given', async () => {
  const { id } = await aMemo()
  await server.rows(`update memos set title = repeat('x', 30) where id = $1`, [id])
  const refused = await owners.memos('duplicate', { id }).catch((error) => error.cause)
  expect(refused).toMatchObject({ code: 'INVALID_INPUT', fields: { title: [expect.any(String)] } })
  expect(await codeOf(owners.memos('duplicate', { id, title: 'Short' }))).toBe('OK')
})

test('a repeated key gets the first answer and makes no second row, also when the row has gone', async () => {
  const { id } = await aMemo()
  const key = newId()
  const keyed = runnerOf(memo.verbs, { ...owners.context, idempotencyKey: key })
  const statements = owners.context.db.meter.count
  const first = await keyed('duplicate', { id })
  // The row is read and the copy is written, with the key in the statement of the write.
  expect(owners.context.db.meter.count - statements).toBe(2)
  const events = await countEvents(server)
  expect(await keyed('duplicate', { id })).toStrictEqual(first)
  await owners.memos('remove', { id })
  expect(await keyed('duplicate', { id })).toStrictEqual(first)
  expect(await countEvents(server)).toBe(events + 1)
  expect(await codeOf(keyed('duplicate', { id, title: 'Other' }))).toBe('IDEMPOTENCY_KEY_REUSED')
})

test('over HTTP it is on every door, from its line in the table alone', async () => {
  const { id, slug } = await anArticle(owner, { title: 'Once', tags: ['a', 'b'] })
  const response = await stranger.client.fetch(`/api/v1/articles/${id}/duplicate`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': newId() },
    body: JSON.stringify({ title: 'Twice' }),
  })
  const answer = (await response.json()) as { id: string; slug: string } // by its contract
  expect([response.status, response.headers.get('location')]).toEqual([201, `/api/v1/articles/${answer.id}`])
  const copy = await stranger.client.fetch(response.headers.get('location') ?? '')
  expect(await copy.json()).toMatchObject({ title: 'Twice', tags: ['a', 'b'], author: { id: stranger.me.id } })
  expect(answer.slug).not.toBe(slug)
  expect((await stranger.api.articles.duplicate.mutate({ id })).slug).toMatch(/^once-/)

  const { paths } = openapiDocument({ isSecure: true })
  expect(paths['/articles/{id}/duplicate']?.post).toMatchObject({
    operationId: 'articlesDuplicate',
    summary: 'Duplicate one article',
    responses: { 201: { description: 'It was created.' }, 404: {}, 409: {} },
  })
  const { transitions, verbs } = await stranger.api.resources.get.query({ name: 'articles' })
  expect(verbs.duplicate).toBe('maybe')
  expect(transitions.find(({ name }) => name === 'duplicate')).toMatchObject({
    label: 'Duplicate',
    about: 'A new article is made from this one.',
    hasVersion: false,
    fields: [],
  })
  const places = await stranger.api.resources.get.query({ name: 'places' })
  expect(places.transitions).toEqual([])
})
