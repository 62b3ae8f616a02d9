import { anonymous } from '@plinth/core/actor'
import { newId } from '@plinth/core/id'
import { afterAll, expect, test } from 'vitest'
import { type EveryCall, everyCall, ruledOutcome } from './testing/every-call.ts'
import { anOperator, aProgram, aUser, type TestUser } from './testing/factories.ts'
import { failureOf, outcomeOf } from './testing/failure.ts'
import { hintFor } from './testing/sample-file.ts'
import { inputOf } from './testing/sample-input.ts'
import { type Outcome, theAuthor } from './testing/samples.ts'
import type { TestClient } from './testing/test-client.ts'
import { startTestServer } from './testing/test-server.ts'
import { actorOf, aWorld, callPath } from './testing/world.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

const kinds = ['anonymous', 'stranger', 'author', 'operator', 'program'] as const
type Kind = (typeof kinds)[number]

interface Actors {
  author: TestUser
  stranger: TestUser
  operator: TestUser
  program: TestClient
}

async function makeActors(): Promise<Actors> {
  const [author, stranger, operator] = await Promise.all([aUser(server), aUser(server), anOperator(server)])
  return { author, stranger, operator, program: await aProgram(server, author) }
}

/** The user of a kind: a program acts for the author. */
const userOf = (kind: Kind, actors: Actors): TestUser | undefined =>
  kind === 'anonymous' ? undefined : kind === 'program' ? actors.author : actors[kind]

const clientOf = (kind: Kind, actors: Actors): TestClient =>
  kind === 'anonymous' ? server.client() : kind === 'program' ? actors.program : actors[kind].client

/** The outcome of a call for an actor if its sample does not state it: derived from its rule, and a program cannot give proof. */
async function derived(
  call: EveryCall,
  kind: Kind,
  { actors, input }: { actors: Actors; input: unknown },
): Promise<Outcome> {
  const user = userOf(kind, actors)
  const actor = user ? actorOf(user, kind === 'operator') : anonymous
  const outcome = await ruledOutcome(server, call, { actor, input })
  return kind === 'program' && call.needsProof ? 'FORBIDDEN' : outcome
}

/** These end sessions of the caller, so each actor calls them with separate sessions. */
const endingSessions = ['sessions.signOut', 'sessions.revokeAll', 'users.changePassword', 'users.remove (oneself)']
const lasting = makeActors()

for (const call of everyCall) {
  test(`${call.key}: who may`, async () => {
    const outcomes: Record<string, string> = {}
    const expected: Record<string, string> = {}
    for (const [nth, kind] of kinds.entries()) {
      const actors = endingSessions.includes(call.key) ? await makeActors() : await lasting
      const { author, operator } = actors
      const world = await aWorld(server, { author, operator, caller: userOf(kind, actors) })
      const input = await inputOf(call, world)
      expected[kind] = call.sample.outcomes?.[nth] ?? (await derived(call, kind, { actors, input }))
      // Signing in and up sets a cookie, but the actor must keep its identity.
      const called = callPath(clientOf(kind, actors).copy(), call.path, input)
      outcomes[kind] = await outcomeOf(called)
      if (outcomes[kind] === 'OK') await call.sample.settle?.(world, await called)
    }
    expect(outcomes, hintFor(call, 'input: (world) => ({ … }), outcomes: […]')).toEqual(expected)
  })
}

const ofAnImport = everyCall.filter(({ noun, sample }) => noun === 'imports' && sample.outcomes === theAuthor)

for (const call of ofAnImport) {
  test(`${call.key}: another's reads in every word like one that is not there`, async () => {
    const { author, stranger, operator } = await lasting
    for (const caller of [stranger, operator]) {
      const told = async (input: object) => {
        const { requestId: _, ...rest } = await failureOf(callPath(caller.client.copy(), call.path, input))
        return rest
      }
      const input = (await inputOf(call, await aWorld(server, { author, caller }))) as object // with an id
      expect(await told(input)).toEqual(await told({ ...input, id: newId() }))
    }
  })
}
