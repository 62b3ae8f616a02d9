import { PlinthError } from '@plinth/core/errors'
import { any, operator, own } from '@plinth/core/rule'
import { fragment } from '@plinth/db/fragment'
import { statement } from '@plinth/db/statement'
import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'
import { countEvents } from '../../testing/events.ts'
import { aUser } from '../../testing/factories.ts'
import { helpDesk } from '../../testing/help-desk.ts'
import { codeOf, contextFor, runnerOf } from '../../testing/in-process.ts'
import { startTestServer } from '../../testing/test-server.ts'
import { write } from '../procedure.ts'
import type { History } from './verbs/answers.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())
const { ticket, reply } = await helpDesk(server)
const [agent, stranger] = [await aUser(server), await aUser(server)]

const solve = ticket.action({
  verb: 'solve',
  event: 'solved',
  rule: any(own('ownerId'), operator),
  input: z.strictObject({ text: z.string().trim().min(3) }),
  async run({ row, input, set, create }) {
    if (row.state === 'solved') throw new PlinthError('CONFLICT', { message: 'It is solved already.' })
    await create(reply as never, { ticket: row.id, body: input.text } as never) // a noun without types
    set({ state: 'solved', solvedAt: new Date() })
  },
})
const touch = ticket.action({ verb: 'touch', event: 'touched', rule: own('ownerId'), run: () => undefined })
const lose = ticket.action({
  verb: 'lose',
  event: 'lost',
  rule: own('ownerId'),
  run: ({ set }) => set({ owner: 'x' }),
})
const otherOpen = statement<{ id: string }, { count: number }>(
  (q) => fragment.statement<{ count: number }>`select count(*)::int as "count" from "tickets"
    where "id" <> ${q.param('id')}::uuid and "state" = 'open' and ${q.rule('tickets')}`,
)
const repliesTo = statement<{ id: string }, { body: string }>(
  (q) => fragment.statement<{ body: string }>`select "body" from "replies" where "ticketId" = ${q.param('id')}::uuid`,
)
/** It reads by statements of its own, also what it has written. */
const summarise = ticket.action({
  verb: 'summarise',
  event: 'summarised',
  rule: any(own('ownerId'), operator),
  async run({ row, db, access, set, create }) {
    await create(reply as never, { ticket: row.id, body: 'first' } as never) // a noun without types
    const [others] = await otherOpen.run(db, { id: row.id }, access.take())
    const [written] = await repliesTo.run(db, { id: row.id })
    set({ title: `${others?.count} others, ${written?.body}` })
  },
})
const forget = ticket.action({
  verb: 'forget',
  event: 'forgotten',
  rule: own('ownerId'),
  run: async ({ row, db }) => void (await otherOpen.run(db, { id: row.id })),
})
const renamed = statement<{ id: string }, never>(
  (q) =>
    fragment.statement<never>`update "tickets" set "title" = 'by hand', "version" = "version" + 1 where "id" = ${q.param('id')}::uuid`,
)
const sneak = ticket.action({
  verb: 'sneak',
  event: 'sneaked',
  rule: own('ownerId'),
  run: async ({ row, db }) => void (await renamed.run(db, { id: row.id })),
})
/** A write of the author's own, which changes the row by its own statement. */
const rename = (isHolding: boolean) =>
  write({
    rule: own('ownerId'),
    input: z.strictObject({ id: z.uuid(), title: z.string() }),
    output: z.object({ id: z.string() }),
    event: 'tickets.renamed',
    async run({ db, access, hold, input: { id, title } }) {
      access.take()
      if (isHolding) await hold(ticket, id)
      await db.tx.$executeRaw`update tickets set title = ${title}, version = version + 1 where id = ${id}::uuid`
      return { subject: id, output: { id } }
    },
  })
/** A write that reports its row twice. */
const twice = write({
  rule: own('ownerId'),
  input: z.strictObject({ id: z.uuid() }),
  output: z.object({ id: z.string() }),
  event: 'tickets.closed',
  async run({ db, access, hold, emit, input: { id } }) {
    access.take()
    await hold(ticket, id)
    await db.tx.$executeRaw`update tickets set title = 'first', version = version + 1 where id = ${id}::uuid`
    await emit({ type: 'tickets.renamed', subject: id })
    await db.tx.$executeRaw`update tickets set state = 'solved', version = version + 1 where id = ${id}::uuid`
    return { subject: id, output: { id } }
  },
})
const procedures = {
  ...ticket.verbs,
  solve,
  touch,
  lose,
  summarise,
  forget,
  sneak,
  twice,
  rename: rename(true),
  renameUnheld: rename(false),
} as never
const as = (user: typeof agent) => runnerOf(procedures, contextFor(server, user))
const replies = runnerOf(reply.verbs, contextFor(server, agent))
const eventsOf = (id: string) =>
  server.rows('select type, before, after from events where subject = $1 order by "createdAt", id', [id])

test('an action changes its row and creates rows of another noun in one transaction, with an event each', async () => {
  const { id } = await as(agent)('create', { title: 'printer' })
  const answer = await as(agent)('solve', { id, version: 1, text: ' done ' })
  expect(answer).toMatchObject({ id, version: 2, state: 'solved' })
  expect((await eventsOf(id)).at(-1)).toMatchObject({
    type: 'tickets.solved',
    before: { state: 'open', solvedAt: null, version: 1 },
    after: { state: 'solved', version: 2 },
  })
  const { items } = await replies<{ items: object[] }>('list', {})
  expect(items).toMatchObject([{ body: 'done', ticket: { id } }])
  const [made] = await server.rows<{ id: string }>('select id from replies where "ticketId" = $1', [id])
  expect(await eventsOf(made?.id ?? '')).toMatchObject([
    { type: 'replies.created', after: { body: 'done', version: 1 } },
  ])
})

test('a refused action writes nothing: a stale version, a refusal of its own, of the other noun, and of the input', async () => {
  const { id } = await as(agent)('create', { title: 'printer' })
  const [events, rows] = [await countEvents(server), (await server.rows('select id from replies')).length]
  expect(await codeOf(as(agent)('solve', { id, version: 7, text: 'done' }))).toBe('CONFLICT')
  expect(await codeOf(as(stranger)('solve', { id, version: 1, text: 'done' }))).toBe('NOT_FOUND')
  expect(await codeOf(as(agent)('solve', { id, version: 1, text: 'x'.repeat(501) }))).toBe('INVALID_INPUT')
  await expect(as(agent)('solve', { id, version: 1, text: 'x' })).rejects.toMatchObject({
    cause: { code: 'INVALID_INPUT', fields: { text: [expect.any(String)] } },
  })
  expect(await codeOf(as(agent)('lose', { id, version: 1 }))).toBe('INTERNAL')
  expect(await countEvents(server)).toBe(events)
  expect(await server.rows('select id from replies')).toHaveLength(rows)
  await as(agent)('solve', { id, version: 1, text: 'done' })
  await expect(as(agent)('solve', { id, version: 2, text: 'again' })).rejects.toMatchObject({
    cause: { code: 'CONFLICT', message: 'It is solved already.' },
  })
})

test('of two actions at once on one version one is refused, and leaves no reply', async () => {
  const { id } = await as(agent)('create', { title: 'printer' })
  const both = ['one', 'two'].map((text) => codeOf(as(agent)('solve', { id, version: 1, text })))
  expect((await Promise.all(both)).toSorted()).toEqual(['CONFLICT', 'OK'])
  expect(await server.rows('select id from replies where "ticketId" = $1', [id])).toHaveLength(1)
})

test('an action without changes is a fact of its own: it has an event and a version', async () => {
  const { id } = await as(agent)('create', { title: 'printer' })
  expect(await as(agent)('touch', { id, version: 1 })).toMatchObject({ version: 2 })
  expect((await eventsOf(id)).at(-1)).toMatchObject({ type: 'tickets.touched', after: { version: 2 } })
})

test('an action reads by statements of its own, in its transaction and under its rule', async () => {
  const reader = await aUser(server)
  const { id } = await as(reader)('create', { title: 'printer' })
  await as(reader)('create', { title: 'scanner' })
  // Of the tickets of others, which are open too, the rule shows none.
  await as(stranger)('create', { title: 'screen' })
  expect(await as(reader)('summarise', { id, version: 1 })).toMatchObject({ title: '1 others, first', version: 2 })
  expect(await server.rows('select id from replies where "ticketId" = $1', [id])).toHaveLength(1)
})

test('a statement of an action that asks for the rule and is not given it fails, and so does one that changes the row', async () => {
  const { id } = await as(agent)('create', { title: 'printer' })
  const events = await countEvents(server)
  const faults: unknown[] = []
  const log = { ...contextFor(server, agent).log, fault: (error: unknown) => void faults.push(error) }
  const run = runnerOf(procedures, contextFor(server, agent, log))
  expect(await codeOf(run('forget', { id, version: 1 }))).toBe('INTERNAL')
  expect(await codeOf(run('sneak', { id, version: 1 }))).toBe('INTERNAL')
  expect(faults.map(String)).toEqual([
    expect.stringContaining('This statement checks rule, and none was given.'),
    expect.stringContaining('tickets.sneak has changed its row by a statement'),
  ])
  expect(await as(agent)('get', { id })).toMatchObject({ title: 'printer', version: 1 })
  expect(await countEvents(server)).toBe(events)
})

test('an action whose input names id or version does not start', () => {
  const input = z.strictObject({ version: z.int() })
  expect(() => ticket.action({ verb: 'x', event: 'y', rule: own('ownerId'), input, run: () => undefined })).toThrow(
    'tickets.x takes version by itself: leave it out of its input.',
  )
})

test('the event of a custom write tells what has changed, whatever the write says, and revert takes it back', async () => {
  const { id } = await as(agent)('create', { title: 'printer' })
  await as(agent)('rename', { id, title: 'scanner' })
  expect((await eventsOf(id)).at(-1)).toEqual({
    type: 'tickets.renamed',
    before: { title: 'printer', version: 1 },
    after: { title: 'scanner', version: 2 },
  })
  await as(agent)('update', { id, version: 2, dueAt: new Date() })
  const { items } = await as(agent)<History>('history', { id })
  const restored = await as(agent)('revert', { id, version: 3, eventId: items.at(-1)?.id })
  expect(restored).toMatchObject({ title: 'printer', dueAt: null, version: 4 })
})

test('of two events of one row in one write each tells what has changed since the one before', async () => {
  const { id } = await as(agent)('create', { title: 'printer' })
  await as(agent)('twice', { id })
  expect((await eventsOf(id)).slice(1)).toEqual([
    { type: 'tickets.renamed', before: { title: 'printer', version: 1 }, after: { title: 'first', version: 2 } },
    { type: 'tickets.closed', before: { state: 'open', version: 2 }, after: { state: 'solved', version: 3 } },
  ])
})

test('a custom write that has changed a row without holding it fails, and changes nothing', async () => {
  const { id } = await as(agent)('create', { title: 'printer' })
  const events = await countEvents(server)
  // In the product `tickets` is a known noun; here the context knows it by this entry.
  const context = contextFor(server, agent)
  Object.assign(context, { definitions: { ...context.definitions, tickets: ticket.definition } })
  const run = runnerOf(procedures, context)
  expect(await codeOf(run('renameUnheld', { id, title: 'lost' }))).toBe('INTERNAL')
  expect(await as(agent)('get', { id })).toMatchObject({ title: 'printer', version: 1 })
  expect(await countEvents(server)).toBe(events)
  expect(await codeOf(run('rename', { id, title: 'held' }))).toBe('OK')
})

test('revert refuses an entry that holds no state, and one with an entry after it that tells no version', async () => {
  const { id } = await as(agent)('create', { title: 'printer' })
  await as(agent)('update', { id, version: 1, title: 'scanner' })
  const insert = (before: object | null, after: object | null) =>
    server.rows<{ id: string }>(
      `insert into events (id, type, subject, "actorType", "requestId", before, after)
        values (gen_random_uuid(), 'tickets.old', $1, 'system', 'old', $2, $3) returning id`,
      [id, before, after],
    )
  const first = await server.rows<{ id: string }>(
    'select id from events where subject = $1 order by "createdAt" limit 1',
    [id],
  )
  const revert = (eventId: string | undefined) => as(agent)('revert', { id, version: 2, eventId })
  const [seen] = await insert(null, { note: 'tells of no column' })
  await expect(revert(seen?.id)).rejects.toMatchObject({
    cause: { code: 'INVALID_INPUT', fields: { eventId: [expect.stringContaining('does not hold a state')] } },
  })
  await insert({ title: 'printer' }, { title: 'scanner' })
  await expect(revert(first[0]?.id)).rejects.toMatchObject({
    cause: { code: 'INVALID_INPUT', fields: { eventId: [expect.stringContaining('later entry')] } },
  })
  expect(await as(agent)('get', { id })).toMatchObject({ title: 'scanner', version: 2 })
})
