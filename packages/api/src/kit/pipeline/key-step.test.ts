import { newId } from '@plinth/core/id'
import { own, signedIn } from '@plinth/core/rule'
import { afterAll, expect, test } from 'vitest'
import { countEvents } from '../../testing/events.ts'
import { everyKind } from '../../testing/every-kind.ts'
import { aUser } from '../../testing/factories.ts'
import { helpDesk } from '../../testing/help-desk.ts'
import { type AnyRow, codeOf, contextFor, runnerOf } from '../../testing/in-process.ts'
import { startTestServer } from '../../testing/test-server.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())
const user = await aUser(server)
const kinds = await everyKind(server)
const { customer, ticket } = await helpDesk(server)
const wait = ticket.transition({ verb: 'wait', event: 'waiting', rule: own('ownerId'), set: { state: 'waiting' } })
const pass = ticket.action({
  verb: 'pass',
  event: 'passed',
  rule: signedIn,
  run: ({ set }) => set({ state: 'waiting' }),
})

const context = contextFor(server, user)

/** Calls a verb with and without a key. */
function calling(procedures: object) {
  const run = (of: typeof context, key?: string) =>
    runnerOf(procedures as Record<string, never>, { ...of, idempotencyKey: key })
  return {
    plain: run(context),
    keyed: (key: string) => run(context, key),
    /** On a server that has not seen the key. */
    elsewhere: (key: string) => run(contextFor(server, user), key),
  }
}
const of = {
  kinds: calling(kinds.verbs),
  customers: calling({ ...customer.verbs, ...customer.trash }),
  tickets: calling({ ...ticket.verbs, wait, pass }),
}
let nth = 0
const code = () => `key ${nth++}`

/** A value of every kind, including those that JSON does not preserve: times, digits, decimals. */
const values = () => ({
  code: code(),
  note: 'a "note" \\ with\nlines and 🙂',
  mail: 'a@example.org',
  count: 3,
  big: 9_007_199_254_740_991,
  ratio: 0.1,
  price: '1234567890123456789.12345678900000000000',
  isOpen: false,
  seenAt: new Date('2026-01-02T03:04:05.678Z'),
  day: '2026-02-03',
  traits: { at: '2026-01-02T03:04:05.678Z', nested: [1, null, { deep: 0.5 }] },
  marks: ['b', 'a'],
  words: ['x', ''],
  counts: [1, -2],
  prices: ['1.00000000000000000000'],
  flags: [true, false],
})

/** Each verb whose work is one statement, with the row that it needs and its input. */
const verbs: Record<string, () => Promise<{ noun: keyof typeof of; verb: string; input: object }>> = {
  create: async () => ({ noun: 'kinds', verb: 'create', input: values() }),
  update: async () => {
    const { id } = await of.kinds.plain('create', { code: code() })
    return { noun: 'kinds', verb: 'update', input: { id, version: 1, ...values() } }
  },
  'update without a field': async () => {
    const { id } = await of.kinds.plain('create', { code: code() })
    return { noun: 'kinds', verb: 'update', input: { id, version: 1 } }
  },
  remove: async () => {
    const { id } = await of.kinds.plain('create', { code: code() })
    return { noun: 'kinds', verb: 'remove', input: { id, version: 1 } }
  },
  revert: async () => {
    const { id } = await of.kinds.plain('create', values())
    await of.kinds.plain('update', { id, version: 1, note: null, seenAt: null, price: null })
    const { items } = await of.kinds.plain<{ items: AnyRow[] }>('history', { id })
    return { noun: 'kinds', verb: 'revert', input: { id, version: 2, eventId: items.at(-1)?.id } }
  },
  'remove into the trash': async () => {
    const { id } = await of.customers.plain('create', { name: 'Ada' })
    return { noun: 'customers', verb: 'remove', input: { id } }
  },
  restore: async () => {
    const { id } = await of.customers.plain('create', { name: 'Ada' })
    await of.customers.plain('remove', { id })
    return { noun: 'customers', verb: 'restore', input: { id, version: 2 } }
  },
  purge: async () => {
    const { id } = await of.customers.plain('create', { name: 'Ada' })
    await of.customers.plain('remove', { id })
    return { noun: 'customers', verb: 'purge', input: { id, version: 2 } }
  },
  transition: async () => {
    const { id } = await of.tickets.plain('create', { title: 'printer', dueAt: new Date('2026-01-02T03:04:05.678Z') })
    return { noun: 'tickets', verb: 'wait', input: { id, version: 1 } }
  },
  'action, in a transaction': async () => {
    const { id } = await of.tickets.plain('create', { title: 'printer', dueAt: new Date('2026-01-02T03:04:05.678Z') })
    return { noun: 'tickets', verb: 'pass', input: { id, version: 1 } }
  },
}

for (const [name, ready] of Object.entries(verbs)) {
  test(`${name}: a key gets the first answer again, whole, and nothing is written twice`, async () => {
    const [{ noun, verb, input }, key] = [await ready(), newId()]
    const first = await of[noun].keyed(key)(verb, input)
    const events = await countEvents(server)
    expect(await of[noun].elsewhere(key)(verb, input)).toStrictEqual(first)
    expect(await of[noun].keyed(key)(verb, input)).toStrictEqual(first)
    expect(await countEvents(server)).toBe(events)
    const other = { ...input, ...('id' in input ? { id: newId() } : { note: 'another' }) }
    const [same] = await Promise.all([of[noun].keyed(key)(verb, input), of[noun].keyed(key)(verb, input)])
    expect(same).toStrictEqual(first)
    expect(await codeOf(of[noun].keyed(key)(verb, other))).toBe('IDEMPOTENCY_KEY_REUSED')
  })
}

test('a refusal stores no key: stale, not found, and a value that is taken', async () => {
  const [{ id }, key, taken] = [await of.kinds.plain('create', { code: code() }), newId(), code()]
  await of.kinds.plain('create', { code: taken })
  const run = of.kinds.keyed(key)
  expect(await codeOf(run('update', { id, version: 2, note: 'x' }))).toBe('CONFLICT')
  expect(await codeOf(run('update', { id: newId(), version: 1, note: 'x' }))).toBe('NOT_FOUND')
  expect(await codeOf(run('update', { id, version: 1, code: taken }))).not.toBe('OK')
  expect((await run('update', { id, version: 1, note: 'y' })).version).toBe(2)
})

test('a write with a key is one statement, a repeated one a look at the key, and on another server a write that is undone before', async () => {
  const [key, input] = [newId(), values()]
  const counted = async (context: ReturnType<typeof contextFor>) => {
    const run = runnerOf(kinds.verbs, { ...context, idempotencyKey: key })
    // The caller is known from here on.
    await run('list', { limit: 1 })
    const before = context.db.meter.count
    await run('create', input)
    return context.db.meter.count - before
  }
  const other = contextFor(server, user)
  expect([await counted(context), await counted(context)]).toEqual([1, 1])
  expect([await counted(other), await counted(other)]).toEqual([2, 1])
})
