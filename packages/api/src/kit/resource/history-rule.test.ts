import { any, everyone, nobody, own, rows, signedIn } from '@plinth/core/rule'
import { normalise } from '@plinth/core/where'
import { afterAll, expect, test } from 'vitest'
import { definitions } from '../../definitions.ts'
import { aUser } from '../../testing/factories.ts'
import { codeOf, contextFor, runnerOf } from '../../testing/in-process.ts'
import { createTable, declareScratch, scratchBase, scratchColumn, scratchModel } from '../../testing/scratch-model.ts'
import { startTestServer } from '../../testing/test-server.ts'
import { historyRule } from './history-rule.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())
const [author, reader] = [await aUser(server), await aUser(server)]

const model = scratchModel('Report', {
  ...scratchBase,
  ownerId: scratchColumn('String', 'uuid'),
  state: scratchColumn('String', 'text'),
  notes: scratchColumn('String', 'text'),
  amount: scratchColumn('String', 'text'),
})
await createTable(server, model)
const common = {
  name: 'reports',
  model: 'Report',
  tenancy: 'global',
  labels: { one: 'report', many: 'reports', title: 'state' },
  fields: {
    id: true,
    ownerId: true,
    state: true,
    // For everyone while the report is open, and for its owner always.
    notes: { rule: any(own('ownerId'), rows({ state: { equals: 'open' } })), isNullable: true },
    amount: { rule: own('ownerId'), isNullable: true },
    version: true,
  },
  creates: ['state', 'notes', 'amount'],
  updates: ['state', 'notes', 'amount'],
  derive: () => ({ ownerId: author.me.id }),
} as const

const rules = { read: everyone, create: signedIn, update: own('ownerId'), remove: nobody }
const closed = declareScratch({ ...common, rules })
const open = declareScratch({ ...common, rules: { ...rules, history: signedIn } })
const asOf = (verbs: object, user: typeof author) => runnerOf(verbs as never, contextFor(server, user)) // of declareScratch
type Page = { items: { before: object | null; after: object | null }[] }

async function aReport() {
  const create = asOf(closed.verbs, author)
  const { id } = await create<{ id: string }>('create', { state: 'secret', notes: 'hidden notes', amount: '7' })
  await create('update', { id, version: 1, state: 'open', notes: 'open notes' })
  return id
}

test('history is for those who may update the row, and a rule of its own decides otherwise', async () => {
  const id = await aReport()
  expect((await asOf(closed.verbs, author)<Page>('history', { id })).items).toHaveLength(2)
  expect(await codeOf(asOf(closed.verbs, reader)('history', { id }))).toBe('NOT_FOUND')
  expect((await asOf(open.verbs, reader)<Page>('history', { id })).items).toHaveLength(2)
})

test('the rule of a field holds for its earlier values', async () => {
  const id = await aReport()
  const told = JSON.stringify(await asOf(open.verbs, reader)<Page>('history', { id }))
  expect(await asOf(open.verbs, reader)('get', { id })).toMatchObject({ notes: 'open notes', amount: null })
  // Its rule depends on the state, which has changed: the notes of the secret report were not for this reader.
  expect(told).not.toContain('hidden notes')
  expect(told).not.toContain('"amount"')
  // The owner of the row has not changed, so what is for the owner shows.
  expect(JSON.stringify(await asOf(open.verbs, author)<Page>('history', { id }))).toContain('"amount":"7"')
})

test('no noun shows its history to those who may read the row and not update it', () => {
  const stranger = { type: 'user', userId: reader.me.id, sessionId: reader.me.id, isOperator: false } as const
  for (const { name, rules: declared } of Object.values(definitions)) {
    if (declared.history) continue
    for (const actor of [{ type: 'anonymous' } as const, stranger]) {
      const [may, update] = [normalise(historyRule(declared)(actor)), normalise(declared.update(actor))]
      if (update === false) expect(may, `${name} for ${actor.type}`).toBe(false)
      else if (update !== true) expect(JSON.stringify(may), name).toContain(JSON.stringify(update))
    }
  }
})
