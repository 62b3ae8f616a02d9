import { newId } from '@plinth/core/id'
import { normalise } from '@plinth/core/where'
import { fragment } from '@plinth/db/fragment'
import { afterAll, expect, test } from 'vitest'
import { countEvents } from '../testing/events.ts'
import { createTable, scratchBase, scratchColumn, scratchModel } from '../testing/scratch-model.ts'
import { startTestServer } from '../testing/test-server.ts'
import { type ChangePlan, change, type EngineParams, type Extension, runChange } from './change.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())
await createTable(server, scratchModel('Parcel', { ...scratchBase, place: scratchColumn('String', 'text') }))
await server.rows('create table parcel_notes (parcel uuid)')
await server.rows('grant all on parcels, parcel_notes to plinth_app')

interface Move {
  id: string
  version: number
  place: string
}

/** Moves a parcel to a place that is not the moon. */
const moving = (...extensions: Extension<Move>[]) =>
  change<Move, { id: string }>(
    'parcels.moved',
    (q): ChangePlan => ({
      steps: {
        before: fragment`select * from "parcels" where "id" = ${q.param('id')} and ${q.rule('parcels')}`,
        changed: fragment`update "parcels" as "row" set "place" = ${q.param('place')}, "version" = "row"."version" + 1 from "before"
          where "row"."id" = "before"."id" and "row"."version" = ${q.param('version')} and ${q.param('place')}::text <> 'moon' returning "row".*`,
      },
      isRefused: fragment`${q.param('place')}::text = 'moon'`,
      returns: ['id'],
    }),
    { extensions },
  )

const noting: Extension<Move> = {
  name: 'noting',
  step: (_, { from }) => fragment`insert into "parcel_notes" select "changed"."id" from ${from()}`,
}

async function move(extension: Extension<Move>, given: Partial<Move>, rule = normalise({})): Promise<string> {
  const id = newId()
  await server.rows(`insert into parcels (id, place) values ($1, 'shelf')`, [id])
  const call = {
    ctx: { requestId: 'request' },
    actor: { type: 'system', name: 'test' } as const,
    db: server.database.open(),
  }
  const params = { id, version: 1, place: 'door', ...given }
  if (rule === false) throw new Error('Nothing is asked of the database.')
  return runChange(moving(extension), call, { params, checks: { rule } }).then(
    () => 'OK',
    ({ code }) => code,
  )
}

const written = async () => [(await server.rows('select from parcel_notes')).length, await countEvents(server)]

test('an extension is written with a change, and not for one that is stale, refused or not found', async () => {
  expect(await move(noting, {})).toBe('OK')
  const [notes = 0, events = 0] = await written()
  expect(notes).toBe(1)
  expect(await move(noting, { version: 2 })).toBe('CONFLICT')
  expect(await move(noting, { place: 'moon' })).toBe('FORBIDDEN')
  expect(await move(noting, { id: newId() })).toBe('NOT_FOUND')
  expect(await move(noting, {}, normalise({ place: { equals: 'nowhere' } }))).toBe('NOT_FOUND')
  expect(await written()).toEqual([notes, events])
})

test('an extension that does not select from the changed rows fails, and nothing is changed', async () => {
  const always: Extension<Move> = {
    name: 'always',
    step: (q) => fragment`insert into "parcel_notes" values (${q.param('id')})`,
  }
  const before = await written()
  await expect(move(always, {})).resolves.toBeUndefined() // an error of ours, which has no code
  expect(await written()).toEqual(before)
  expect(() => moving(always).statement.prepare({ ...engine, id: newId(), version: 1, place: 'door' }, true)).toThrow(
    'The extension always of parcels.moved does not select from the changed rows',
  )
})

const engine: EngineParams = {
  'event.id': newId(),
  'event.actorType': 'system',
  'event.actorId': null,
  'event.keyId': null,
  'event.impersonatorId': null,
  'event.requestId': 'request',
}
