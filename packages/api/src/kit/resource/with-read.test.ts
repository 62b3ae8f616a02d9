import { type Actor, anonymous } from '@plinth/core/actor'
import { all, any, everyone, nobody, operator, own, rows } from '@plinth/core/rule'
import { afterAll, expect, test } from 'vitest'
import { countEvents } from '../../testing/events.ts'
import { aUser } from '../../testing/factories.ts'
import { codeOf, contextFor, runnerOf } from '../../testing/in-process.ts'
import { createTable, declareScratch, scratchBase, scratchColumn, scratchModel } from '../../testing/scratch-model.ts'
import { startTestServer } from '../../testing/test-server.ts'
import { withRead } from './with-read.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

/** Papers that can be read while they are open, and whose owner may change and remove them. */
const model = scratchModel('Paper', {
  ...scratchBase,
  ownerId: scratchColumn('String', 'uuid'),
  text: scratchColumn('String', 'text'),
  isOpen: scratchColumn('Boolean', 'boolean'),
  removedAt: scratchColumn('DateTime', 'timestamptz(3)', { isNullable: true }),
})
await createTable(server, model)
const owner = await aUser(server)
const paper = declareScratch({
  name: 'papers',
  model: 'Paper',
  tenancy: 'global',
  labels: { one: 'paper', many: 'papers', title: 'text' },
  fields: { id: true, text: true, isOpen: true, version: true },
  rules: {
    read: rows({ isOpen: { equals: true } }),
    create: everyone,
    update: own('ownerId'),
    remove: own('ownerId'),
  },
  creates: ['text', 'isOpen'],
  updates: ['text', 'isOpen'],
  removal: 'soft',
  derive: () => ({ ownerId: owner.me.id }),
})
const sign = paper.transition({ verb: 'sign', event: 'signed', rule: own('ownerId'), set: { text: 'signed' } })
const stamp = paper.action({
  verb: 'stamp',
  event: 'stamped',
  rule: own('ownerId'),
  run: ({ set }: { set(values: object): void }) => set({ text: 'stamped' }),
})
const run = runnerOf({ ...paper.verbs, ...paper.trash, sign, stamp }, contextFor(server, owner))

const writes: Record<string, (id: string, version: number, eventId: unknown) => [string, object]> = {
  update: (id, version) => ['update', { id, version, text: 'new' }],
  'an update without a change': (id, version) => ['update', { id, version }],
  revert: (id, version, eventId) => ['revert', { id, version, eventId }],
  'a transition': (id, version) => ['sign', { id, version }],
  'an action': (id, version) => ['stamp', { id, version }],
}

for (const [name, write] of Object.entries(writes)) {
  test(`${name}: a row that its owner may not read is not there`, async () => {
    const { id } = await run('create', { text: 'old', isOpen: true })
    expect(await codeOf(run('update', { id, version: 1, text: 'older' }))).toBe('OK')
    await server.rows('update papers set "isOpen" = false where id = $1', [id])
    const [created] = await server.rows<{ id: string }>('select id from events where subject = $1 order by id', [id])
    const events = await countEvents(server)
    expect(await codeOf(run('get', { id }))).toBe('NOT_FOUND')
    expect(await codeOf(run(...write(id, 2, created?.id)))).toBe('NOT_FOUND')
    expect(await server.rows('select text, version from papers where id = $1', [id])).toEqual([
      { text: 'older', version: 2 },
    ])
    expect(await countEvents(server)).toBe(events)
    await server.rows('update papers set "isOpen" = true where id = $1', [id])
    expect(await codeOf(run(...write(id, 2, created?.id)))).toBe('OK')
  })
}

test('no row of a batch is changed when one of them cannot be read', async () => {
  const [one, other] = [
    await run('create', { text: 'one', isOpen: true }),
    await run('create', { text: 'other', isOpen: false }),
  ]
  const items = [one, other].map(({ id }) => ({ id, version: 1, text: 'new' }))
  expect(await run('updateMany', { items })).toMatchObject({
    isCommitted: false,
    results: [{ isOk: true }, { isOk: false, error: { code: 'NOT_FOUND' } }],
  })
})

test('an update takes no row out of the reach of who makes it', async () => {
  const { id } = await run('create', { text: 'old', isOpen: true })
  expect(await codeOf(run('update', { id, version: 1, isOpen: false }))).toBe('FORBIDDEN')
})

test('what cannot be read can be removed and purged by its rule, and is not restored', async () => {
  const { id } = await run('create', { text: 'old', isOpen: false })
  expect(await run('remove', { id, version: 1 })).toEqual({ id })
  expect(await codeOf(run('restore', { id, version: 2 }))).toBe('NOT_FOUND')
  expect(await run('purge', { id })).toEqual({ id })
})

test('a rule that says what reading says, or a part of it, stands alone', () => {
  const user: Actor = { type: 'user', userId: crypto.randomUUID(), sessionId: crypto.randomUUID(), isOperator: false }
  const [open, mine] = [rows({ isOpen: { equals: true } }), own('ownerId')]
  expect(withRead(any(open, mine), mine)(user)).toEqual(mine(user))
  expect(withRead(mine, mine)(user)).toEqual(mine(user))
  expect(withRead(everyone, mine)(user)).toEqual(mine(user))
  expect(withRead(mine, everyone)(user)).toEqual(mine(user))
  expect(withRead(open, mine)(user)).toEqual(all(open, mine)(user))
  // A branch of another kind of rule, or of a rule that requires several of its branches, is weaker than the whole rule.
  expect(withRead(all(open, mine), mine)(user)).toEqual({ AND: [all(open, mine)(user), mine(user)] })
  expect(withRead(nobody, mine)(user)).toBe(false)
  expect(withRead(open, operator)(user)).toBe(false)
  expect(withRead(open, mine)(anonymous)).toBe(false)
})
