import { type ErrorCode, errorTable } from '@plinth/core/errors'
import fc from 'fast-check'
import { afterAll, afterEach, expect, test } from 'vitest'
import { z } from 'zod'
import { appRouter } from '../router.ts'
import { anArticle, anOperator, aUser } from '../testing/factories.ts'
import { hostileValue, inputOf, toWire } from '../testing/hostile-input.ts'
import { rawRequest } from '../testing/raw-request.ts'
import { startTestServer } from '../testing/test-server.ts'

const seed = Date.now() % 1_000_000
const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

const user = await aUser(server)
const operator = await anOperator(server)
const article = await anArticle(user)
const draft = await anArticle(operator)
const kept = await anArticle(await aUser(server))
/** Existing ids and names, so that some inputs pass the first checks. */
const known = [article.id, article.slug, draft.id, user.me.id, user.me.username]

/** A procedure in the router's form; tRPC's public types show only the client's view. */
interface Procedure {
  _def: { type: 'query' | 'mutation'; inputs: readonly z.ZodType[] }
}
const procedures = Object.entries(appRouter._def.procedures as unknown as Record<string, Procedure>)

interface Operation {
  readonly path: string
  readonly isWrite: boolean
}

interface Answer {
  readonly status: number
  readonly code: string | undefined
}

/** Sends an input to an operation over one of the transports. */
interface Sender {
  readonly name: string
  send(operation: Operation, input: unknown, headers: Record<string, string>): Promise<Answer>
}

const failure = z.object({
  error: z.object({ json: z.object({ data: z.object({ code: z.string(), httpStatus: z.int() }) }) }),
})

const trpcSender: Sender = {
  name: 'tRPC',
  async send({ path, isWrite }, input, headers) {
    const body = toWire(input)
    const address = `/api/trpc/${path}?input=${encodeURIComponent(body.toWellFormed())}`
    // Node itself refuses longer URLs before our code runs.
    if (!isWrite && address.length > 15_000) return { status: 200, code: undefined }
    const response = isWrite
      ? await rawRequest(server.url, `/api/trpc/${path}`, {
          method: 'POST',
          body,
          headers: { 'content-type': 'application/json', ...headers },
        })
      : await rawRequest(server.url, address, { headers })
    if (response.status < 400) return { status: response.status, code: undefined }
    const { data } = failure.parse(JSON.parse(response.text)).error.json
    return { status: response.status, code: data.code }
  },
}

/** The transports of the backend: each accepts every operation. */
const transports: readonly Sender[] = [trpcSender]

const callers = {
  anonymous: () => server.client().headers(),
  user: () => user.client.headers(),
  operator: () => operator.client.headers(),
} as const

let heard = 0
afterEach(async () => {
  // Only the lines of this test, so that a fault is not reported for all later tests.
  const lines = server.log.lines.slice(heard)
  heard = server.log.lines.length
  expect(lines.filter(({ msg }) => msg === 'fault').map(({ procedure, err }) => [procedure, err])).toEqual([])
  expect(Reflect.ownKeys(Object.prototype).length).toBe(12)
  expect((await server.client().api.articles.get.query({ slug: kept.slug })).id).toBe(kept.id)
})

/** Sign-in, sign-up and password changes are slow by design. */
const slow = ['users.signUp', 'users.setUp', 'users.changePassword', 'sessions.signIn']
/** These end the sessions that the other calls use. */
const ending = ['sessions.signOut', 'sessions.revokeAll']

for (const transport of transports) {
  for (const [path, { _def }] of procedures) {
    test(`${path} answers whatever comes over ${transport.name} with what is documented (seed ${seed})`, async () => {
      const [schema] = _def.inputs
      const operation = { path, isWrite: _def.type === 'mutation' }
      const given = fc.oneof({ arbitrary: inputOf(schema, known), weight: 4 }, hostileValue(known))
      const property = fc.asyncProperty(
        given,
        fc.constantFrom(...(Object.keys(callers) as (keyof typeof callers)[])),
        async (input, caller) => {
          if (ending.includes(path) && input === undefined) return
          const { status, code } = await transport.send(operation, input, callers[caller]())
          if (code === undefined) {
            expect(status).toBe(200)
            return
          }
          expect(status).toBeLessThan(500)
          expect(errorTable[code as ErrorCode].status).toBe(status) // undefined for a code that is not in the table
        },
      )
      await fc.assert(property, { numRuns: slow.includes(path) ? 15 : 60, seed, endOnFailure: true })
    })
  }
}
