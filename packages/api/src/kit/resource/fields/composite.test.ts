import { everyone } from '@plinth/core/rule'
import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'
import { type EventRow, eventsOf } from '../../../testing/events.ts'
import { aUser } from '../../../testing/factories.ts'
import { hold, untilBlocked } from '../../../testing/held.ts'
import { type AnyRow, contextFor, runnerOf } from '../../../testing/in-process.ts'
import {
  createTable,
  declareScratch,
  scratchBase,
  scratchColumn,
  scratchModel,
} from '../../../testing/scratch-model.ts'
import { startTestServer } from '../../../testing/test-server.ts'
import { address, json, money, zonedTime } from './composite.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

const maybe = { isNullable: true }

/** A model with a column of each kind that the product's own models have none of. */
const specimen = scratchModel('Specimen', {
  ...scratchBase,
  amount: scratchColumn('BigInt', 'bigint'),
  currency: scratchColumn('String', 'text'),
  tipAmount: scratchColumn('BigInt', 'bigint', maybe),
  tipCurrency: scratchColumn('String', 'text', maybe),
  startsAt: scratchColumn('DateTime', 'timestamptz(3)'),
  zone: scratchColumn('String', 'text'),
  day: scratchColumn('DateTime', 'date'),
  exact: scratchColumn('Decimal', 'numeric'),
  big: scratchColumn('BigInt', 'bigint'),
  traits: scratchColumn('Json', 'jsonb'),
  home: scratchColumn('Json', 'jsonb', maybe),
  picture: scratchColumn('String', 'uuid', maybe),
  secret: scratchColumn('String', 'text', maybe),
  removedAt: scratchColumn('DateTime', 'timestamptz(3)', maybe),
})
await createTable(server, specimen)

const fields = {
  id: true,
  price: money({ amount: 'amount', currency: 'currency' }),
  tip: money({ amount: 'tipAmount', currency: 'tipCurrency' }, { isNullable: true }),
  start: zonedTime({ at: 'startsAt', zone: 'zone' }),
  day: true,
  exact: true,
  big: true,
  traits: json(z.strictObject({ colour: z.string(), size: z.int().optional() })),
  home: address({ isNullable: true }),
  picture: { kind: 'file' },
  secret: { isSecret: true },
  version: true,
} as const
const writable = ['price', 'tip', 'start', 'day', 'exact', 'big', 'traits', 'home', 'picture', 'secret']

const declared = declareScratch({
  name: 'specimens',
  model: 'Specimen',
  tenancy: 'global',
  labels: { one: 'specimen', many: 'specimens', title: 'id' },
  fields,
  rules: { read: everyone, create: everyone, update: everyone, remove: everyone },
  creates: writable,
  updates: writable,
  filters: ['price', 'start', 'day', 'exact', 'big', 'traits'],
  sorts: ['price', 'day', 'big'],
  removal: 'soft',
})

type Row = AnyRow
const run = runnerOf({ ...declared.verbs, ...declared.trash }, contextFor(server, await aUser(server)))
interface Refusal {
  cause?: { code?: string; fields?: Record<string, string[]> }
}
/** The fields that a refusal names, or its code. */
const fieldsOf = async (call: Promise<unknown>): Promise<string[]> => {
  const error = await call.then(
    () => undefined,
    (thrown: Refusal) => thrown,
  )
  const { code = 'none', fields } = error?.cause ?? {}
  return fields ? Object.keys(fields) : [code]
}

const fine = {
  price: { amount: 9_007_199_254_740_991, currency: 'EUR' },
  tip: null,
  start: { at: new Date('2026-10-25T00:30:00.123Z'), zone: 'Europe/Berlin' },
  day: '2024-02-29',
  exact: '123456789012345678901234567890.12345',
  big: 5_000_000_000n,
  traits: { colour: 'red' },
  home: { lines: ['Hauptstraße 1'], city: 'Ulm', country: 'DE' },
  picture: '01890000-0000-7000-8000-000000000001',
  secret: 'hunter2 hunter2',
}

test('every kind of field comes back as it was written, from a write, a read and a list', async () => {
  const created = await run('create', fine)
  const { secret: _, ...shown } = fine
  expect(created).toMatchObject({ day: fine.day, exact: fine.exact, big: fine.big, picture: fine.picture, version: 1 })
  const row = await run('get', { id: created.id })
  expect(row).toMatchObject(shown)
  expect((row.start as typeof fine.start).at).toBeInstanceOf(Date)
  const { items } = await run<{ items: Row[] }>('list', { filter: { day: { equals: '2024-02-29' } } })
  expect(items).toEqual([row])
  await run('update', { id: created.id, version: 1, tip: { amount: 5, currency: 'JPY' }, home: null })
  expect(await run('get', { id: created.id })).toMatchObject({
    tip: { amount: 5, currency: 'JPY' },
    home: null,
    version: 2,
  })
  await run('purge', { id: (await run('remove', { id: created.id })).id })
})

test('what is no money, zone, day, moment or address is refused at its field', async () => {
  const wrong: Record<string, unknown>[] = [
    { price: { amount: 0.5, currency: 'EUR' } },
    { price: { amount: 1, currency: 'EURO' } },
    { start: { at: new Date('2026-01-01'), zone: 'Berlin' } },
    { start: { at: new Date('+012026-01-01T00:00:00Z'), zone: 'UTC' } },
    { day: '2026-02-30' },
    { exact: '1,5' },
    { big: 1.5 },
    { traits: { colour: 'red', other: 1 } },
    { home: { lines: [], city: 'Ulm', country: 'Germany' } },
    { picture: 'picture.png' },
  ]
  for (const given of wrong) {
    const [field = ''] = Object.keys(given)
    const named = await fieldsOf(run('create', { ...fine, ...given }))
    expect(named, JSON.stringify(given)).not.toEqual([])
    expect(
      named.every((path) => path.split('.')[0] === field),
      `${JSON.stringify(given)}: ${named}`,
    ).toBe(true)
  }
})

test('filters and sorts compare amounts, moments, days, big numbers and values within JSON', async () => {
  const made: string[] = []
  for (const nth of [3, 1, 2]) {
    const { id } = await run('create', {
      ...fine,
      price: { amount: nth, currency: 'EUR' },
      start: { at: new Date(nth), zone: 'UTC' },
      day: `2026-01-0${nth}`,
      exact: `${nth}.5`,
      big: nth * 3_000_000_000,
      traits: { colour: `c${nth}`, size: nth },
    })
    made[nth] = id
  }
  const found = async (input: object) =>
    (await run<{ items: Row[] }>('list', input)).items.map(({ id }) => made.indexOf(id))
  expect(await found({ sort: ['price'] })).toEqual([1, 2, 3])
  expect(await found({ sort: ['-day'] })).toEqual([3, 2, 1])
  expect(await found({ sort: ['big'], filter: { big: { gt: 3_000_000_000 } } })).toEqual([2, 3])
  expect(await found({ sort: ['big'], filter: { price: { lte: 2 }, start: { gte: new Date(2) } } })).toEqual([2])
  expect(await found({ sort: ['big'], filter: { exact: { lt: '2.6' } } })).toEqual([1, 2])
  expect(await found({ sort: ['big'], filter: { traits: { path: ['size'], gte: 2 } } })).toEqual([2, 3])
  expect(await found({ sort: ['big'], filter: { traits: { path: ['colour'], in: ['c1', 'c3'] } } })).toEqual([1, 3])
})

test('an earlier version is restored with its money, moment and address; a secret stands in no event and is left alone', async () => {
  const { id } = await run('create', fine)
  const changed = {
    price: { amount: 1, currency: 'USD' },
    start: { at: new Date(0), zone: 'UTC' },
    home: null,
    secret: 'another secret',
  }
  await run('update', { id, version: 1, ...changed })
  const [first] = await eventsOf(server, id)
  await run('revert', { id, version: 2, eventId: first?.id ?? '' })
  const row = await run('get', { id })
  expect(row).toMatchObject({ price: fine.price, start: fine.start, home: fine.home, secret: 'another secret' })
  const told: EventRow[] = await eventsOf(server, id)
  expect(told.map(({ type }) => type)).toEqual(['specimens.created', 'specimens.updated', 'specimens.reverted'])
  expect(told[0]?.after?.secret).toBe('[secret]')
  expect(JSON.stringify(told)).not.toMatch(/hunter2|another secret/)
})

test('what is removed lies in the trash: unseen, restored, or purged for good', async () => {
  const { id } = await run('create', { ...fine, day: '2030-01-01' })
  const listed = async (isTrash: boolean) =>
    (await run<{ items: Row[] }>('list', { filter: { day: { equals: '2030-01-01' } }, isTrash })).items.length
  await run('remove', { id, version: 1 })
  expect(await fieldsOf(run('get', { id }))).toEqual(['NOT_FOUND'])
  expect(await fieldsOf(run('update', { id, version: 2, big: 1 }))).toEqual(['NOT_FOUND'])
  expect([await listed(false), await listed(true)]).toEqual([0, 1])
  expect((await run<{ items: object[] }>('history', { id })).items).toHaveLength(2)
  expect(await fieldsOf(run('restore', { id, version: 1 }))).toEqual(['CONFLICT'])
  await run('restore', { id, version: 2 })
  expect([await listed(false), await listed(true)]).toEqual([1, 0])
  expect(await fieldsOf(run('purge', { id }))).toEqual(['NOT_FOUND'])
  await run('remove', { id })
  await run('purge', { id })
  expect([await listed(false), await listed(true)]).toEqual([0, 0])
  const types = (await eventsOf(server, id)).map(({ type }) => type.split('.')[1])
  expect(types).toEqual(['created', 'removed', 'restored', 'removed', 'purged'])
})

test('a purge that waits for a restore leaves the row alone; one that waits for a change tells of the row as it went', async () => {
  const { id } = await run('create', fine)
  await run('remove', { id, version: 1 })
  {
    await using restoring = await hold(server, 'update specimens set "removedAt" = null, version = 3 where id = $1', [
      id,
    ])
    const purging = fieldsOf(run('purge', { id }))
    await untilBlocked(server)
    await restoring.commit()
    expect(await purging).toEqual(['CONFLICT'])
  }
  expect(await run('get', { id })).toMatchObject({ version: 3 })
  await run('remove', { id, version: 3 })
  await using changing = await hold(server, 'update specimens set big = 42 where id = $1', [id])
  const purging = run('purge', { id })
  await untilBlocked(server)
  await changing.commit()
  await purging
  expect((await eventsOf(server, id)).at(-1)).toMatchObject({ type: 'specimens.purged', before: { big: '42' } })
})
