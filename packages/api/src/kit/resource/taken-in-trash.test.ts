import type { Actor } from '@plinth/core/actor'
import { newId } from '@plinth/core/id'
import { any, everyone, operator, own, signedIn } from '@plinth/core/rule'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { anOperator, aUser, type TestUser } from '../../testing/factories.ts'
import { type AnyRow, actorFor, contextFor, type Run, runnerOf } from '../../testing/in-process.ts'
import { createTable, declareScratch, scratchBase, scratchColumn, scratchModel } from '../../testing/scratch-model.ts'
import { startTestServer } from '../../testing/test-server.ts'
import { importFile } from '../../transfer/import/import-file.ts'
import type { Definition } from './definition.ts'

// A value of a row in the trash failed with "There is one like it already", although nobody could see that row, and it could not be used again.

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

const columns = {
  ownerId: scratchColumn('String', 'uuid'),
  code: scratchColumn('String', 'text'),
  country: scratchColumn('String', 'text', { hasDefault: true, preset: 'DE' }),
  number: scratchColumn('BigInt', 'bigint', { isNullable: true }),
  badge: scratchColumn('BigInt', 'bigint', { isNullable: true }),
  removedAt: scratchColumn('DateTime', 'timestamptz(3)', { isNullable: true }),
}
await createTable(
  server,
  scratchModel('Guest', { ...scratchBase, ...columns }, { uniques: [['code'], ['country', 'number']] }),
)
await server.rows('create unique index "guests_code_key" on guests (code)')
await server.rows('create unique index "guests_country_number_key" on guests (country, number)')
await server.rows('create unique index "guests_badge_live_key" on guests (badge) where "removedAt" is null')
const declared = {
  name: 'guests',
  model: 'Guest',
  tenancy: 'global',
  labels: { one: 'guest', many: 'guests', title: 'code' },
  fields: {
    ...{ id: true, removedAt: true, version: true, number: true },
    code: z.string().max(50),
    country: z.string().max(50),
    badge: { label: 'Badge' },
  },
  keys: ['code', 'badge'],
  rules: { read: everyone, create: signedIn, update: signedIn, remove: any(own('ownerId'), operator) },
  creates: ['code', 'country', 'number', 'badge'],
  updates: ['code', 'country', 'number', 'badge'],
  derive: ({ actor }: { actor: Actor & { userId: string } }) => ({ ownerId: actor.userId }),
  conflicts: { guests_code_key: { field: 'code' }, guests_country_number_key: { field: 'number' } },
  removal: 'soft',
  uniqueWhileLive: ['badge'],
}
const guests = declareScratch(declared) as ReturnType<typeof declareScratch> & { definition: Definition } // of `resource`
const act = guests.action({
  verb: 'invite',
  event: 'invited',
  rule: everyone,
  input: z.strictObject({ code: z.string() }),
  run: async ({
    input,
    create,
  }: {
    input: { code: string }
    create(noun: object, values: object): Promise<unknown>
  }) => {
    await create(guests, { code: input.code })
  },
})
const [owner, stranger, boss] = [await aUser(server), await aUser(server), await anOperator(server)]
const runOf = (user: TestUser): Run =>
  runnerOf({ ...guests.verbs, ...guests.trash, invite: act }, contextFor(server, user))
const [byOwner, byStranger, byBoss] = [runOf(owner), runOf(stranger), runOf(boss)]
beforeEach(() => server.rows('delete from guests'))

const inTrash = 'A guest in the trash has this value. Restore it, or remove it for good.'
const plain = 'There is one like it already.'
const at = (field: string, message: string) => ({ cause: { code: 'ALREADY_EXISTS', fields: { [field]: [message] } } })

async function aRemovedGuest(values: object): Promise<AnyRow> {
  const made = await byOwner('create', values)
  await byOwner('remove', { id: made.id })
  return made
}

test('those who may see the row in the trash hear that it has the value, in each verb; others hear what they heard', async () => {
  await aRemovedGuest({ code: 'a', number: 1n })
  for (const [run, message] of [
    [byOwner, inTrash],
    [byBoss, inTrash],
    [byStranger, plain],
  ] as const) {
    await expect(run('create', { code: 'a' })).rejects.toMatchObject(at('code', message))
    await expect(run('create', { code: newId(), number: 1n })).rejects.toMatchObject(at('number', message))
    const { id, version } = await run('create', { code: newId(), number: null })
    await expect(run('update', { id, version, code: 'a' })).rejects.toMatchObject(at('code', message))
    // Of two columns one is given, the other is that of the row.
    await expect(run('update', { id, version, number: 1n })).rejects.toMatchObject(at('number', message))
    await expect(run('invite', { id, version, code: 'a' })).rejects.toMatchObject(at('code', message))
    const batch = await run<{ results: unknown[] }>('createMany', { items: [{ code: newId() }, { code: 'a' }] })
    expect(batch.results[1]).toMatchObject({ error: { code: 'ALREADY_EXISTS', fields: { code: [message] } } })
  }
  const live = await byOwner('create', { code: 'b' })
  await expect(byOwner('create', { code: 'b' })).rejects.toMatchObject(at('code', plain))
  await byOwner('remove', { id: live.id })
  await byOwner('purge', { id: live.id })
  expect(await byOwner('create', { code: 'b' })).toMatchObject({ code: 'b' })
})

test('what is unique among live rows may be given again, and a row is restored only while nobody has its value', async () => {
  const removed = await aRemovedGuest({ code: 'a', badge: 7n })
  const next = await byOwner('create', { code: 'b', badge: 7n })
  expect(await byStranger('get', { badge: 7n })).toMatchObject({ id: next.id })
  // The error names the field, although `conflicts` does not declare it.
  await expect(byStranger('create', { code: 'c', badge: 7n })).rejects.toMatchObject(at('badge', plain))
  await expect(byOwner('restore', { id: removed.id, version: 2 })).rejects.toMatchObject(at('badge', plain))
  await byOwner('update', { id: next.id, version: 1, badge: 8n })
  expect(await byOwner('restore', { id: removed.id, version: 2 })).toMatchObject({ badge: 7n })
})

async function imported(user: TestUser, lines: readonly object[], matchBy: string | null) {
  const bytes = new Blob([lines.map((line) => JSON.stringify(line)).join('\n')]).stream()
  const actor = await actorFor(server, user)
  const { failed, created, updated } = await importFile(
    { db: server.database.open(), actor, definitions: { guests: guests.definition } },
    { resource: 'guests', name: 'test', format: 'ndjson', bytes },
    { map: (column) => column, matchBy, matched: 'update', onProgress: () => undefined },
  )
  const errors = await server.rows<{ field: string; message: string }>(
    'select field, message from import_errors where "importId" = (select id from imports order by "createdAt" desc, id desc limit 1) order by row',
  )
  return { failed, created, updated, errors }
}

test('a row of a file hears the same, and is matched by what is unique among live rows', async () => {
  await aRemovedGuest({ code: 'a', badge: 7n, number: 1n })
  const kept = await byOwner('create', { code: 'k', badge: 9n })
  for (const [user, message] of [
    [owner, inTrash],
    [stranger, plain],
  ] as const) {
    expect(await imported(user, [{ code: 'a' }, { code: newId(), number: '1' }], null)).toMatchObject({
      ...{ created: 0, failed: 2 },
      errors: [
        { field: 'code', message },
        { field: 'number', message: `number: ${message}` },
      ],
    })
    const changed = await imported(user, [{ badge: '9', code: 'a' }], 'badge')
    expect(changed).toMatchObject({ failed: 1, errors: [{ field: 'code', message: `code: ${message}` }] })
  }
  expect(
    await imported(
      owner,
      [
        { badge: '7', code: 'new' },
        { badge: 9, code: 'kept' },
      ],
      'badge',
    ),
  ).toMatchObject({
    ...{ created: 1, updated: 1, failed: 0 },
  })
  expect(await byOwner('get', { id: kept.id })).toMatchObject({ code: 'kept' })
  expect(await imported(owner, [{ code: 'x', badge: '7' }], null)).toMatchObject({
    failed: 1,
    errors: [{ field: 'badge', message: plain }],
  })
})

test('a declaration that cannot be is refused at the start', () => {
  const declare = (more: object) => () => declareScratch({ ...declared, name: 'wrong', ...more })
  expect(declare({})).not.toThrow()
  expect(declare({ uniqueWhileLive: [['badge', 'gone']] })).toThrow('`uniqueWhileLive` names the column gone')
  expect(declare({ removal: undefined })).toThrow("declare `removal: 'soft'`, or make badge unique in Guest.")
  expect(declare({ uniqueWhileLive: [] })).toThrow('badge cannot be a key')
  // An actor who may not read every row would learn about hidden ones.
  const hidden = { ...declared.rules, read: own('ownerId') }
  expect(declare({ rules: hidden })).toThrow('name guests_badge_live_key in `conflicts`')
})
