import type { Actor } from '@plinth/core/actor'
import { newId } from '@plinth/core/id'
import { any, byUser, everyone, nobody, operator, own, type Rule, rows, signedIn } from '@plinth/core/rule'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { everyKind } from '../../../testing/every-kind.ts'
import { anOperator, aUser, type TestUser } from '../../../testing/factories.ts'
import { contextFor, runnerOf } from '../../../testing/in-process.ts'
import { kindRow } from '../../../testing/random-kinds.ts'
import {
  createTable,
  declareScratch,
  scratchBase,
  scratchColumn,
  scratchModel,
} from '../../../testing/scratch-model.ts'
import { startTestServer } from '../../../testing/test-server.ts'
import { exportRows } from '../../../transfer/export/export-rows.ts'
import type { Definition } from '../definition.ts'
import type { Target } from '../verb-types.ts'
import { count } from './count.ts'
import { one } from './relation.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())
const { definition: kinds, insert } = await everyKind(server)
const anonymous = { client: server.client() }
const [member, other, admin] = [await aUser(server), await aUser(server), await anOperator(server)]

/** Replies to kinds: of a team, public or of an author, in the trash or not. */
const reply = scratchModel('Reply', {
  ...scratchBase,
  kindId: scratchColumn('String', 'uuid'),
  teamId: scratchColumn('String', 'uuid', { isNullable: true }),
  authorId: scratchColumn('String', 'uuid'),
  isPublic: scratchColumn('Boolean', 'boolean'),
  score: scratchColumn('Int', 'integer', { isNullable: true }),
  removedAt: scratchColumn('DateTime', 'timestamptz(3)', { isNullable: true }),
})
const member$ = scratchModel('Teammate', {
  id: scratchColumn('String', 'uuid'),
  teamId: scratchColumn('String', 'uuid'),
  userId: scratchColumn('String', 'uuid'),
})
Object.assign(reply, {
  table: 'replies',
  relations: {
    teammates: { model: 'Teammate', kind: 'many', from: ['teamId'], to: ['teamId'] },
    kind: { model: 'Kind', kind: 'one', from: ['kindId'], to: ['id'] },
  },
})
Object.assign(kinds.model.relations, { replies: { model: 'Reply', kind: 'many', from: ['id'], to: ['kindId'] } })
for (const model of [reply, member$]) await createTable(server, model)

/** Public replies of no team are everyone's, those of a team its members', the rest their author's; operators read all. */
const readReplies: Rule = any(
  operator,
  rows({ isPublic: { equals: true }, teamId: { equals: null } }),
  own('authorId'),
  byUser((userId) => ({ teammates: { some: { userId: { equals: userId } } } }) as never), // of a model without types
)
const rules = { create: nobody, update: nobody, remove: nobody }
const readOnly = { tenancy: 'global', creates: [], updates: [] }
const base = { ...readOnly, name: 'threads', model: 'Kind', labels: { one: 'thread', many: 'threads', title: 'code' } }

// Declared before the noun that they count, as a noun is that others refer to.
const thread = declareScratch({
  ...base,
  fields: {
    id: true,
    code: true,
    replies: count('replies', undefined, { label: 'Answers' }),
    publicReplies: count('replies', { isPublic: true }),
    goodReplies: count('replies', { score: { gte: 2 }, isPublic: { equals: true } }),
    forOperators: count('replies', {}, { rule: operator }),
  },
  rules: { ...rules, read: everyone },
  sorts: ['code'],
})
const declaredReplies = declareScratch({
  ...readOnly,
  name: 'replies',
  model: 'Reply',
  labels: { one: 'reply', many: 'replies', title: 'id' },
  fields: {
    id: true,
    isPublic: true,
    score: true,
    kind: one(thread as unknown as Target, ['id', 'replies'] as never, {}), // of a model without types
  },
  rules: { ...rules, read: readReplies },
  filters: ['kind.code', 'isPublic', 'score'],
  removal: 'soft',
})
const threads = thread as unknown as { definition: Definition } & typeof thread // of `resource`

interface Reply {
  kind: string
  team: string | null
  author: string
  isPublic: boolean
  score: number | null
  isRemoved: boolean
}
const [team, stranger] = [newId(), newId()]
await server.rows('insert into teammates (id, "teamId", "userId") values ($1, $2, $3)', [newId(), team, member.me.id])

const replyOf = fc.record({
  kind: fc.constantFrom('a', 'b', 'c'),
  team: fc.constantFrom(null, null, team, stranger),
  author: fc.constantFrom(member.me.id, other.me.id, admin.me.id),
  isPublic: fc.boolean(),
  score: fc.option(fc.integer({ min: 0, max: 4 })),
  isRemoved: fc.boolean(),
})

async function fill(replies: readonly Reply[]): Promise<void> {
  await server.rows('delete from replies')
  await server.rows('delete from kinds')
  for (const code of ['a', 'b', 'c']) await insert(code, fc.sample(kindRow, 1)[0] as never)
  for (const { kind, team, author, isPublic, score, isRemoved } of replies)
    await server.rows(
      `insert into replies (id, "kindId", "teamId", "authorId", "isPublic", score, "removedAt")
        select $1, id, $3, $4, $5, $6, $7 from kinds where code = $2`,
      [newId(), kind, team, author, isPublic, score, isRemoved ? new Date() : null],
    )
}

/** The rule of replies, said once more in plain words. */
const mayRead = (reply: Reply, reader: TestUser | undefined): boolean =>
  reader === admin ||
  (reply.isPublic && reply.team === null) ||
  (reader !== undefined && reply.author === reader.me.id) ||
  (reader === member && reply.team === team)

interface Row {
  id: string
  code: string
  replies: number
}
const readers = [undefined, member, other, admin].map((user) => ({
  user,
  context: contextFor(server, user ?? anonymous),
}))

test('a count is of the rows that the reader may read and that are not in the trash, in get, list, relation and export', async () => {
  const property = fc.asyncProperty(fc.array(replyOf, { minLength: 6, maxLength: 14 }), async (replies) => {
    await fill(replies)
    for (const { user: reader, context } of readers) {
      const run = runnerOf(thread.verbs, context)
      const { items } = await run<{ items: Row[] }>('list', { sort: ['code'] })
      const expected = ['a', 'b', 'c'].map((code) => {
        const seen = replies.filter((each) => each.kind === code && !each.isRemoved && mayRead(each, reader))
        const open = seen.filter(({ isPublic }) => isPublic)
        return {
          code,
          replies: seen.length,
          publicReplies: open.length,
          goodReplies: open.filter(({ score }) => score !== null && score >= 2).length,
          forOperators: reader === admin ? seen.length : null,
        }
      })
      expect(items).toMatchObject(expected)
      for (const row of items) {
        expect(await run('get', { id: row.id })).toEqual(row)
        const filter = { 'kind.code': { equals: row.code } }
        const asked = runnerOf(declaredReplies.verbs, context)
        const page = await asked<{ items: { kind: Row }[]; total: number }>('list', { filter, total: 'exact' })
        // What the counted noun itself tells the same reader, and its rows say of theirs.
        expect(page.total).toBe(row.replies)
        for (const { kind } of page.items) expect(kind).toEqual({ id: row.id, replies: row.replies })
      }
      const actor: Actor = reader
        ? { type: 'user', userId: reader.me.id, sessionId: newId(), isOperator: reader === admin }
        : { type: 'anonymous' }
      const input = { format: 'ndjson', filter: {}, sort: ['code'], search: undefined } as const
      let file = ''
      for await (const piece of exportRows(server.database.open(), threads.definition, {
        input,
        actor,
        rule: true,
      }))
        file += piece
      expect(
        file
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line)),
      ).toEqual(items)
    }
  })
  await fc.assert(property, { numRuns: 12 })
})

test('a count is no input, and no list is filtered or sorted by it: the message says what to do', () => {
  const fields = { id: true, code: true, replies: count('replies') }
  const declare = (more: object) => () =>
    declareScratch({ ...base, fields, rules: { ...rules, read: signedIn }, ...more })
  expect(declare({})).not.toThrow()
  expect(declare({ creates: ['replies'] })).toThrow('replies is not a writable field of Kind')
  const remedy = 'no index holds the number. Keep a number in a column of the model, or declare a question'
  expect(declare({ filters: ['replies'] })).toThrow(`replies cannot be filtered by: it is counted in another table`)
  expect(declare({ filters: ['replies'] })).toThrow(remedy)
  expect(declare({ sorts: ['replies'] })).toThrow(remedy)
  expect(declare({ defaultSort: ['-replies'] })).toThrow(remedy)
})

test('a count that does not fit the models is refused at the start; one whose rows no resource or several show, when all are declared', () => {
  const declare = (field: object) => () =>
    (
      declareScratch({
        ...base,
        name: 'faulty',
        fields: { id: true, field },
        rules: { ...rules, read: nobody },
      }) as unknown as typeof threads
    ).definition.fields.field?.counted?.of()
  expect(declare(count('answers'))).toThrow('Kind has no relation answers')
  expect(declare(count('owner'))).toThrow('owner leads to one row. Expected a relation to many')
  expect(declare(count('replies', { isOpen: true }))).toThrow('it asks for isOpen, which Reply does not have')
  expect(() => count('replies', { isPublic: undefined } as never)).toThrow()
  expect(declare(count('marks'))).toThrow('No resource shows rows of Kindmark, so no rule says who may count them')
  expect(declare(count('replies', {}, { noun: 'answers' }))).toThrow(
    'answers does not show rows of Reply. Expected one of replies',
  )
  const ofAuthor = {
    ...readOnly,
    name: 'ownReplies',
    model: 'Reply',
    labels: { one: 'reply', many: 'replies', title: 'id' },
    fields: { id: true },
    rules: { ...rules, read: own('authorId') },
  }
  declareScratch(ofAuthor)
  expect(declare(count('replies'))).toThrow('name one of replies, ownReplies as `noun`')
  expect(declare(count('replies', {}, { noun: 'ownReplies' }))()?.name).toBe('ownReplies')
  expect(declare(count('replies', {}, { noun: 'replies' }))()?.name).toBe('replies')
  declareScratch(ofAuthor)
  expect(declare(count('replies', {}, { noun: 'ownReplies' }))).toThrow('are called ownReplies: give one another name')
})
