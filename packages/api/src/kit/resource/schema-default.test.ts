import { everyone } from '@plinth/core/rule'
import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'
import { aUser } from '../../testing/factories.ts'
import { contextFor, runnerOf } from '../../testing/in-process.ts'
import { createTable, declareScratch, scratchBase, scratchColumn, scratchModel } from '../../testing/scratch-model.ts'
import { startTestServer } from '../../testing/test-server.ts'
import type { History } from './verbs/answers.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

const text = scratchColumn('String', 'text')
const model = scratchModel('Sign', {
  ...scratchBase,
  name: text,
  colour: text,
  size: scratchColumn('String', 'text', { isNullable: true }),
})
await createTable(server, model)
const sign = declareScratch({
  name: 'signs',
  model: 'Sign',
  tenancy: 'global',
  labels: { one: 'sign', many: 'signs', title: 'name' },
  fields: {
    id: true,
    name: z.string(),
    colour: z.string().default('red'),
    size: z.string().max(5).nullable().prefault('small'),
    version: true,
  },
  rules: { read: everyone, create: everyone, update: everyone, remove: everyone },
  creates: ['name', 'colour', 'size'],
  updates: ['name', 'colour', 'size'],
})
const run = runnerOf(sign.verbs, contextFor(server, await aUser(server)))

// The default of a schema was set by each update that left the field out, and by each revert.
test('the default of a schema is for a new row alone', async () => {
  expect(await run('create', { name: 'Plain' })).toMatchObject({ colour: 'red', size: 'small' })
  const { id } = await run('create', { name: 'Exit', colour: 'green', size: null })
  expect(await run('update', { id, version: 1, name: 'Way out' })).toMatchObject({ colour: 'green', size: null })
  const batch = await run<object>('updateMany', { items: [{ id, version: 2, name: 'Out' }] })
  expect(batch).toMatchObject({ results: [{ row: { colour: 'green', size: null } }] })
  const { items } = await run<History>('history', { id })
  const reverted = await run('revert', { id, version: 3, eventId: items.at(-1)?.id })
  expect(reverted).toMatchObject({ name: 'Exit', colour: 'green', size: null })
})
