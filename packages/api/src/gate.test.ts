import { anonymous } from '@plinth/core/actor'
import superjson from 'superjson'
import { afterAll, expect, test } from 'vitest'
import { everyCall } from './testing/every-call.ts'
import { anOperator, aUser } from './testing/factories.ts'
import { inputOf } from './testing/sample-input.ts'
import type { TestClient } from './testing/test-client.ts'
import { startTestServer } from './testing/test-server.ts'
import { aWorld } from './testing/world.ts'
import { restPath } from './transports/rest/base-path.ts'
import { streamRoutes } from './transports/streams/routes.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

const world = await aWorld(server, { author: await aUser(server), operator: await anOperator(server) })
const nobody = server.client()
const ended = server.client({ bearer: 'a-token-that-has-ended-or-never-was' })

/**
 * A caller that the gate refuses. If the rule admits anonymous callers, that is one with an expired token; a write that everyone may call ignores
 * such a token, so it refuses nobody.
 */
function denied({ rule, isWrite }: { rule: (typeof everyCall)[number]['rule']; isWrite: boolean }) {
  // Looking up the session of a token takes a statement.
  if (rule(anonymous) === false) return { client: nobody, statements: 0 }
  return isWrite ? undefined : { client: ended, statements: 1 }
}

/** The server's refusal of a request, and the number of statements that it took. */
async function refusal(client: TestClient, path: string, init?: RequestInit) {
  const response = await client.fetch(path, init)
  const { sqlCount, error } = await server.lineOf(response.headers.get('x-request-id') ?? '')
  return { status: response.status, error, sqlCount }
}

const calls = everyCall.filter(({ path }, nth) => everyCall.findIndex((call) => call.path === path) === nth)
const open: string[] = []

test.each(calls.map((call) => [call.path, call] as const))('%s is refused before any work', async (path, call) => {
  const found = denied(call)
  if (!found) return void open.push(path)
  const json = JSON.stringify(superjson.serialize(await inputOf(call, world)))
  const asked = call.isWrite
    ? refusal(found.client, `/api/trpc/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
        body: json,
      })
    : refusal(found.client, `/api/trpc/${path}?input=${encodeURIComponent(json)}`)
  expect(await asked).toEqual({ status: 401, error: 'SIGN_IN_REQUIRED', sqlCount: found.statements })
})

test.each(streamRoutes.map((route) => [route.stream.path, route] as const))(
  '%s is refused before any work',
  async (_, { template, stream: { type, meta, path } }) => {
    const found = denied({ rule: meta.rule, isWrite: type === 'upload' })
    if (!found) return void open.push(path)
    const address = `${restPath}${template.replace('{id}', crypto.randomUUID())}`
    const asked =
      type === 'upload'
        ? refusal(found.client, `${address}?resource=articles&format=csv`, { method: 'POST', body: 'title\n' })
        : refusal(found.client, address)
    expect(await asked).toEqual({ status: 401, error: 'SIGN_IN_REQUIRED', sqlCount: found.statements })
  },
)

test('the writes that everyone may do are those by which people come in', () => {
  expect(open.length).toBeLessThan(10)
  expect(open.filter((path) => !/^(users|sessions)\./.test(path))).toEqual([])
})
