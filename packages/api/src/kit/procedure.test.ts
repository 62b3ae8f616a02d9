import { everyone, own } from '@plinth/core/rule'
import type { Where } from '@plinth/core/where'
import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'
import { readCredential } from '../identity/cookie.ts'
import { countEvents } from '../testing/events.ts'
import { aUser } from '../testing/factories.ts'
import { startTestServer } from '../testing/test-server.ts'
import { createContext } from '../transports/request.ts'
import { read, write } from './procedure.ts'
import { createSigner } from './signer.ts'
import { trpc } from './trpc.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())
const user = await aUser(server)

const ruleOf = (answer: unknown) => () => answer as Where // also answers that a rule's type forbids
const id = '00000000-0000-7000-8000-000000000001'
const insertTag = { data: { id, name: 'from a careless write' } }

// Features with the mistakes that the kit must catch.
const careless = trpc.router({
  readsAll: read({ rule: own('id'), input: z.void(), output: z.string(), run: async () => 'every row' }),
  writesAll: write({
    rule: own('id'),
    input: z.void(),
    output: z.object({}),
    event: 'tags.created',
    run: async ({ db }) => {
      await db.tx.tag.create(insertTag)
      return { subject: id, output: {} }
    },
  }),
  emptyOr: read({
    rule: ruleOf({ AND: [{ OR: [] }] }),
    input: z.void(),
    output: z.string(),
    run: async () => 'no row',
  }),
  missingValue: read({
    rule: ruleOf({ id: { equals: undefined } }),
    input: z.void(),
    output: z.string(),
    run: async () => 'x',
  }),
  tellsMore: read({
    rule: everyone,
    input: z.void(),
    output: z.object({ name: z.string() }),
    run: async () => ({ name: 'Ada', hash: 'secret' }),
  }),
  tellsOther: read({ rule: everyone, input: z.void(), output: z.string(), run: async () => 7 as unknown as string }),
})

const faults: unknown[] = []
const services = { ...server.services, signer: createSigner('key') }
const caller = careless.createCaller(
  createContext(services, {
    requestId: 'request',
    caller: { address: 'in-process', userAgent: undefined },
    credential: readCredential(user.client.headers(), false),
    cookie: { assertWritable: () => undefined, write: () => undefined },
    log: { procedures: [], actor: '', error: undefined, sql: undefined, fault: (error) => void faults.push(error) },
  }),
)
const failureOf = async (call: Promise<unknown>) => {
  const error: unknown = await call.then(
    () => new Error('Expected a refusal.'),
    (thrown: unknown) => thrown,
  )
  return error instanceof Error ? error.cause : error
}

test('a feature that forgets its row rule fails on its first try, and shows and changes nothing', async () => {
  const events = await countEvents(server)
  expect(await failureOf(caller.readsAll())).toMatchObject({ code: 'INTERNAL' })
  expect(await failureOf(caller.writesAll())).toMatchObject({ code: 'INTERNAL' })
  expect(faults.map(String)).toEqual([expect.stringContaining('readsAll'), expect.stringContaining('writesAll')])
  expect(await server.rows('select from tags where id = $1', [id])).toEqual([])
  expect(await countEvents(server)).toBe(events)
})

test('a rule without a branch is false, and one without a value is a fault: neither shows every row', async () => {
  expect(await failureOf(caller.emptyOr())).toMatchObject({ code: 'FORBIDDEN' })
  expect(await failureOf(caller.missingValue())).toMatchObject({ code: 'INTERNAL' })
})

test('an output shows what is declared, and an output that does not fit is a fault', async () => {
  expect(await caller.tellsMore()).toEqual({ name: 'Ada' })
  expect(await failureOf(caller.tellsOther())).toMatchObject({ code: 'INTERNAL' })
})
