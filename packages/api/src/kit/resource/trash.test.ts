import { newId } from '@plinth/core/id'
import { everyone, own } from '@plinth/core/rule'
import { afterAll, expect, test } from 'vitest'
import { countEvents } from '../../testing/events.ts'
import { aUser } from '../../testing/factories.ts'
import { codeOf, contextFor, runnerOf } from '../../testing/in-process.ts'
import { createTable, declareScratch, scratchBase, scratchColumn, scratchModel } from '../../testing/scratch-model.ts'
import { startTestServer } from '../../testing/test-server.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

/** Notes that everyone may read, and only their owners may remove. */
const model = scratchModel('Note', {
  ...scratchBase,
  ownerId: scratchColumn('String', 'uuid'),
  text: scratchColumn('String', 'text'),
  removedAt: scratchColumn('DateTime', 'timestamptz(3)', { isNullable: true }),
})
await createTable(server, model)
const [owner, reader] = [await aUser(server), await aUser(server)]
const declared = declareScratch({
  name: 'notes',
  model: 'Note',
  tenancy: 'global',
  labels: { one: 'note', many: 'notes', title: 'text' },
  fields: { id: true, text: true, removedAt: true, version: true },
  rules: { read: everyone, create: everyone, update: everyone, remove: own('ownerId') },
  creates: ['text'],
  updates: ['text'],
  removal: 'soft',
  derive: () => ({ ownerId: owner.me.id }),
})
const procedures = { ...declared.verbs, ...declared.trash }
const [asOwner, asReader] = [
  runnerOf(procedures, contextFor(server, owner)),
  runnerOf(procedures, contextFor(server, reader)),
]
const stored = async (id: string) => (await server.rows('select * from notes where id = $1', [id]))[0]

test('who reads rows but may not remove them sees no trash, and can neither restore nor purge', async () => {
  const { id } = await asOwner('create', { text: 'in the trash' })
  expect(await asReader('get', { id })).toMatchObject({ text: 'in the trash' })
  await asOwner('remove', { id, version: 1 })
  const [was, events] = [await stored(id), await countEvents(server)]
  const trashOf = async (run: typeof asOwner) =>
    (await run<{ items: object[] }>('list', { isTrash: true })).items.length
  expect([await trashOf(asOwner), await trashOf(asReader)]).toEqual([1, 0])

  const calls: Record<string, (id: string) => object> = {
    restore: (of) => ({ id: of, version: 2 }),
    purge: (of) => ({ id: of, version: 2 }),
    remove: (of) => ({ id: of }),
    update: (of) => ({ id: of, version: 2, text: 'changed' }),
    get: (of) => ({ id: of }),
    history: (of) => ({ id: of }),
  }
  for (const [verb, input] of Object.entries(calls)) {
    // A hidden row reads like one that does not exist.
    const [told, missing] = [await codeOf(asReader(verb, input(id))), await codeOf(asReader(verb, input(newId())))]
    expect([verb, told]).toEqual([verb, 'NOT_FOUND'])
    expect([verb, missing]).toEqual([verb, told])
  }
  expect(await codeOf(asReader('purge', { id }))).toBe('NOT_FOUND')
  expect(await stored(id)).toEqual(was)
  expect(await countEvents(server)).toBe(events)

  await asOwner('restore', { id, version: 2 })
  expect(await asReader('get', { id })).toMatchObject({ version: 3, removedAt: null })
  // Nobody can purge a row that is not in the trash.
  expect([await codeOf(asReader('purge', { id })), await codeOf(asOwner('purge', { id }))]).toEqual([
    'NOT_FOUND',
    'NOT_FOUND',
  ])
  await asOwner('remove', { id })
  await asOwner('purge', { id })
  expect(await stored(id)).toBeUndefined()
})
