import { newId } from '@plinth/core/id'
import { everyone, signedIn } from '@plinth/core/rule'
import { afterAll, expect, test } from 'vitest'
import { everyKind } from '../../testing/every-kind.ts'
import { aUser } from '../../testing/factories.ts'
import { codeOf, contextFor, runnerOf } from '../../testing/in-process.ts'
import { declareScratch, scratchBase, scratchColumn, scratchModel } from '../../testing/scratch-model.ts'
import { startTestServer } from '../../testing/test-server.ts'
import { exportOf } from '../../transfer/export/export.ts'
import { tenancies } from './tenancy.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

// A tenancy that denies everything while it is closed. It asks for no column, so the every-kind model fits it.
let isClosed = false
const within: unknown[] = []
Object.assign(tenancies, {
  planted: {
    columns: [],
    within(rule: (actor: unknown) => unknown) {
      within.push(rule)
      return (actor: unknown) => !isClosed && rule(actor)
    },
  },
})
const [open, annotate] = [() => true, () => true]

const { noun, definition, verbs } = await everyKind(server, {
  tenancy: 'planted',
  conflicts: { kinds_code_key: { field: 'code' } },
})
scratchModel(
  'Kindfan',
  {
    id: scratchColumn('String', 'uuid'),
    kindId: scratchColumn('String', 'uuid'),
    userId: scratchColumn('String', 'uuid'),
  },
  { uniques: [['userId', 'kindId']] },
)
Object.assign(definition.model.relations, {
  fans: { model: 'Kindfan', kind: 'many', from: ['id'], to: ['kindId'] },
})
scratchModel('Bin', { ...scratchBase, removedAt: scratchColumn('DateTime', 'timestamptz(3)', { isNullable: true }) })
const bin = declareScratch({
  ...{ name: 'bins', model: 'Bin', tenancy: 'planted', labels: { one: 'bin', many: 'bins', title: 'id' } },
  fields: { id: true, version: true },
  rules: { read: everyone, create: everyone, update: everyone, remove: everyone },
  ...{ creates: [], updates: [], removal: 'soft' },
})
const { add, drop } = noun.link({ relation: 'fans', user: 'userId', noun: 'kindFans' })
const all: Readonly<Record<string, never>> = {
  ...verbs,
  ...bin.trash,
  open: noun.transition({ verb: 'open', event: 'opened', rule: open, set: { isOpen: true } }),
  annotate: noun.action({ verb: 'annotate', event: 'annotated', rule: annotate, run: () => undefined }),
  add,
  drop,
}

const context = contextFor(server, await aUser(server))
const run = runnerOf(all, context)
const [id, version, code] = [newId(), 1, 'a']
/** The inputs of verbs whose input is not `{ id }`. */
const inputs: Readonly<Record<string, object>> = {
  list: {},
  create: { code },
  createMany: { items: [{ code }] },
  updateMany: { items: [{ id, version }] },
  removeMany: { items: [{ id }] },
  revert: { id, version, eventId: id },
  ...Object.fromEntries(['update', 'restore', 'open', 'annotate'].map((verb) => [verb, { id, version }])),
}
const calls: Readonly<Record<string, () => Promise<unknown>>> = {
  ...Object.fromEntries(Object.keys(all).map((verb) => [verb, () => run(verb, inputs[verb] ?? { id })])),
  export: () => exportOf(definition).call(context, () => ({ format: 'csv' })),
}

/** `FORBIDDEN` if the rule refuses, else any other outcome. */
const outcome = (call: () => Promise<unknown>) =>
  codeOf(
    call().catch((error: { code?: string; cause?: unknown }) => Promise.reject(error.cause ? error : { cause: error })),
  )

test.each(Object.keys(calls))('%s is refused by the tenancy of its resource, before any statement', async (verb) => {
  isClosed = true
  const call = calls[verb] as () => Promise<unknown> // one of its keys
  // The session is known from here on.
  await context.session()
  const before = context.db.meter.count
  expect(await outcome(call)).toBe('FORBIDDEN')
  expect(context.db.meter.count).toBe(before)
  isClosed = false
  expect(['FORBIDDEN', 'INVALID_INPUT']).not.toContain(await outcome(call))
})

test('the rules of transitions, actions and links pass through the tenancy as the others do', () => {
  for (const rule of [everyone, open, annotate, signedIn]) expect(within).toContain(rule)
})
