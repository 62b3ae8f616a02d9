import { newId } from '@plinth/core/id'
import { everyone, own, rows, signedIn } from '@plinth/core/rule'
import { afterAll, expect, test } from 'vitest'
import { everyKind } from '../../testing/every-kind.ts'
import { aUser } from '../../testing/factories.ts'
import { type AnyRow, contextFor, type Run, runnerOf } from '../../testing/in-process.ts'
import { createTable, declareScratch, scratchBase, scratchColumn, scratchModel } from '../../testing/scratch-model.ts'
import { startTestServer } from '../../testing/test-server.ts'
import { holds } from './fields/holds.ts'
import { many, one } from './fields/relation.ts'
import type { Target } from './verb-types.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())
const user = await aUser(server)
const context = contextFor(server, user)

/** The answer of a write, which has to be what `get` reads right after it. */
async function asRead(run: Run, verb: string, input: object): Promise<AnyRow> {
  // A revert adds what it leaves as it is.
  const { notRestored: _, ...written } = await run(verb, input)
  expect(written).toStrictEqual(await run('get', { id: written.id }))
  return written
}

const { verbs } = await everyKind(server)
const run = runnerOf(verbs, context)
const [ada, eve] = [newId(), newId()]
await server.rows(`insert into owners (id, amount) values ($1, 'Ada'), ($2, 'Eve')`, [ada, eve])
const at = new Date('2026-10-25T00:30:00.123Z')
const place = { lines: ['Hauptstraße 1'], city: 'Ulm', country: 'DE' }
const full = {
  ...{ code: 'a', note: '', mail: 'a@example.com', count: 1, big: 2n ** 63n - 1n, ratio: 0.1, price: '1.5' },
  ...{ isOpen: false, seenAt: at, day: '0001-01-01', mood: 'calm', traits: [null, { a: 1 }], place },
  ...{ fee: { amount: 5, currency: 'JPY' }, start: { at, zone: 'Europe/Berlin' }, marks: ['b', 'a', 'b'], owner: ada },
  ...{ words: ['x', ''], counts: [1], bigs: [1n], ratios: [0.5], prices: ['2'], flags: [true], moods: ['calm'] },
}

test('a write answers what `get` reads right after it, for every kind of field', async () => {
  const made = await asRead(run, 'create', full)
  expect(made).toMatchObject({ marks: ['b', 'a'], owner: { id: ada, amount: 'Ada' }, start: full.start, fee: full.fee })
  const { id } = made
  const moved = await asRead(run, 'update', {
    id,
    version: 1,
    marks: ['c'],
    owner: eve,
    fee: null,
    start: null,
    words: [],
  })
  expect(moved).toMatchObject({ marks: ['c'], owner: { amount: 'Eve' }, fee: null, start: null, words: [] })
  // What is not written is read.
  expect(await asRead(run, 'update', { id, version: 2, note: 'x' })).toMatchObject({
    marks: ['c'],
    owner: { amount: 'Eve' },
  })
  // Nothing is given, and nothing changes.
  expect(await asRead(run, 'update', { id, version: 3 })).toMatchObject({ version: 3, marks: ['c'] })
  const { items } = await run<{ items: { id: string }[] }>('history', { id })
  const reverted = await asRead(run, 'revert', { id, version: 3, eventId: items.at(-1)?.id })
  expect(reverted).toMatchObject({ marks: ['b', 'a'], owner: { amount: 'Ada' }, fee: full.fee, version: 4 })
  await asRead(run, 'create', { code: 'least' })
  const { results } = await run<{ results: { row: AnyRow }[] }>('createMany', {
    items: [
      { ...full, code: 'm1' },
      { code: 'm2', marks: ['new'] },
    ],
  })
  for (const { row } of results) expect(row).toStrictEqual(await run('get', { id: row.id }))
})

test('a write shows what its actor may see: fields and rows behind relations under their rules', async () => {
  const text = scratchColumn('String', 'text')
  const uuid = scratchColumn('String', 'uuid')
  const team = scratchModel('Team', { ...scratchBase, name: text, leaderId: uuid })
  const job = scratchModel('Chore', {
    ...{ ...scratchBase, title: text, secret: text, teamId: uuid },
    removedAt: scratchColumn('DateTime', 'timestamptz(3)', { isNullable: true }),
  })
  Object.assign(team, { relations: { jobs: { model: 'Chore', kind: 'many', from: ['id'], to: ['teamId'] } } })
  Object.assign(job, { relations: { team: { model: 'Team', kind: 'one', from: ['teamId'], to: ['id'] } } })
  for (const model of [team, job]) await createTable(server, model)
  const base = { tenancy: 'global', creates: [], updates: [] }
  const open = { read: everyone, create: signedIn, update: signedIn, remove: signedIn }
  const teams = declareScratch({
    ...{ ...base, name: 'teams', model: 'Team', labels: { one: 'team', many: 'teams', title: 'name' } },
    fields: { id: true, name: true, version: true },
    rules: { ...open, read: own('leaderId') },
  }) as unknown as Target // its rows are of no type here
  const chores = declareScratch({
    ...{ ...base, name: 'chores', model: 'Chore', labels: { one: 'chore', many: 'chores', title: 'title' } },
    fields: {
      ...{
        id: true,
        title: true,
        secret: { rule: rows({ title: { equals: 'open' } }), isNullable: true },
        version: true,
      },
      team: one(teams, ['name'] as never, { isNullable: true, isRequired: true }),
      teamId: true,
      isOpen: holds(rows({ title: { equals: 'open' } })),
    },
    rules: open,
    creates: ['title', 'secret', 'teamId'],
    updates: ['title', 'teamId'],
    removal: 'soft',
  })
  const work = runnerOf({ ...chores.verbs, ...chores.trash }, context)
  const [mine, other] = [newId(), newId()]
  await server.rows(`insert into teams (id, name, "leaderId") values ($1, 'mine', $3), ($2, 'other', $2)`, [
    mine,
    other,
    user.me.id,
  ])
  const made = await asRead(work, 'create', { title: 'open', secret: 's', teamId: mine })
  expect(made).toMatchObject({ secret: 's', team: { name: 'mine' }, isOpen: true })
  const { id } = made
  const moved = await asRead(work, 'update', { id, version: 1, title: 'shut', teamId: other })
  expect(moved).toMatchObject({ secret: null, team: null, isOpen: false })
  await work('remove', { id, version: 2 })
  expect(await asRead(work, 'restore', { id, version: 3 })).toMatchObject({ secret: null, team: null })
  // A noun that shows those of another one answers with them, too.
  const crews = declareScratch({
    ...{ ...base, name: 'crews', model: 'Team', labels: { one: 'crew', many: 'crews', title: 'name' } },
    fields: {
      id: true,
      name: true,
      version: true,
      jobs: many(chores as unknown as Target, ['title', 'secret'] as never),
    },
    rules: open,
    updates: ['name'],
  })
  const renamed = await asRead(runnerOf(crews.verbs, context), 'update', { id: other, version: 1, name: 'others' })
  expect(renamed).toMatchObject({ name: 'others', jobs: [{ title: 'shut', secret: null }] })
})
