import { type Actor, anonymous } from '@plinth/core/actor'
import { normalise } from '@plinth/core/where'
import superjson from 'superjson'
import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'
import { definitionOf, definitions } from './definitions.ts'
import { standardVerbs } from './kit/resource/verbs/table.ts'
import type { Verb } from './kit/resource/verbs/verb.ts'
import { shapeOf } from './kit/schemas.ts'
import { firstCall } from './testing/every-call.ts'
import { aDraft, anArticle, anOperator, aProgram, aUser, signedInAgain, type TestUser } from './testing/factories.ts'
import { holds, tableRows } from './testing/rule-oracle.ts'
import { inputOf } from './testing/sample-input.ts'
import type { TestClient } from './testing/test-client.ts'
import { startTestServer } from './testing/test-server.ts'
import { actorOf, aWorld, itemOf } from './testing/world.ts'
import { type Procedure, procedures } from './transports/procedures.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

const [author, stranger, operator] = [await aUser(server), await aUser(server), await anOperator(server)]
for (const user of [author, operator]) {
  await aDraft(user, { tags: ['one'] })
  await anArticle(user)
}
for (const user of [author, operator]) {
  const world = await aWorld(server, { author: user, operator })
  for (const noun of Object.keys(definitions)) await world.row(noun)
}

const published = await anArticle(author)
const withdrawn = await anArticle(author)
for (const { id } of [published, withdrawn]) {
  await author.api.comments.create.mutate({ article: id, body: 'Said' })
  await stranger.api.articles.favorite.mutate({ id })
}
await author.api.articles.unpublish.mutate({ id: withdrawn.id, version: withdrawn.version })
await stranger.api.profiles.follow.mutate({ id: author.me.id })

interface Caller {
  readonly actor: Actor
  readonly client: TestClient
  /** Undefined for anonymous. */
  readonly user: TestUser | undefined
}

/** One caller of each kind, each with its own session. */
async function makeCallers(): Promise<Readonly<Record<string, Caller>>> {
  const again = async (user: TestUser): Promise<Caller & { user: TestUser }> => {
    const client = await signedInAgain(server, user)
    return { actor: actorOf(user, user === operator), client, user: { ...user, client, api: client.api } }
  }
  const person = await again(author)
  return {
    anonymous: { actor: anonymous, client: server.client(), user: undefined },
    program: { ...person, client: await aProgram(server, person.user) },
    stranger: await again(stranger),
    author: await again(author),
    operator: await again(operator),
  }
}
const lasting = await makeCallers()

/** A world in which rows are created for the caller. */
const worldOf = ({ user = author }: Caller) => aWorld(server, { author: user, operator, caller: user })

const refusalOf = ({ actor }: Caller) => (actor.type === 'anonymous' ? 'SIGN_IN_REQUIRED' : 'FORBIDDEN')

interface Answer {
  readonly code: string
  readonly data: unknown
}

/** Calls a procedure over HTTP. */
async function call({ client }: Caller, [path, { _def }]: [string, Procedure], input: unknown): Promise<Answer> {
  const text = JSON.stringify(superjson.serialize(input))
  // With its own cookie, which the answer may change.
  const { fetch } = client.copy()
  const response =
    _def.type === 'query'
      ? await fetch(`/api/trpc/${path}?input=${encodeURIComponent(text)}`)
      : await fetch(`/api/trpc/${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: text,
        })
  const { result, error } = (await response.json()) as {
    result?: { data: { json: unknown } }
    error?: { json: { data: { code: string } } }
  } // the wire format's own shape
  return { code: error?.json.data.code ?? 'OK', data: result?.data.json }
}

/** Newer than any row: a caller who may write gets a version conflict, and nothing is changed. */
const version = 999_999
const nothing = '00000000-0000-7000-8000-000000000000'

/** Input that names a row, in the form of a verb's schema. */
function inputFor({ _def }: Procedure, id: unknown): Record<string, unknown> {
  const shape = shapeOf(_def.inputs[0] ?? z.void()) ?? {}
  const [item] = shape.items instanceof z.ZodArray ? [shape.items.element as z.ZodType] : [] // zod's core type
  const names = Object.keys((item && shapeOf(item)) ?? shape)
  const known = Object.entries({ id, version, eventId: nothing }).filter(([name]) => names.includes(name))
  const address = Object.fromEntries(known)
  return item ? { items: [address] } : address
}

/** Whether only the rule and the version decide the result of a call for a row. */
const isDecided = (verb: Verb | undefined, input: Record<string, unknown>) =>
  verb?.kind === 'query' || ('version' in input && !('eventId' in input) && !(verb && verb.name in standardVerbs.trash))

/** These end sessions of the caller, so they are tried last, with separate sessions. */
const ending = ['users.changePassword', 'sessions.signOut', 'sessions.revokeAll']

const ordered = [...procedures].toSorted(
  ([one], [other]) => Number(ending.includes(one)) - Number(ending.includes(other)),
)

for (const procedure of ordered) {
  const [path, { _def }] = procedure
  const sampled = firstCall(path)
  const { rule, verb, sample, noun } = sampled
  const definition = definitionOf(procedure[1])

  test(`${path} answers each caller as its rule says`, async () => {
    // The input of an action besides the row.
    const given = verb ? {} : Object(await inputOf(sampled, await aWorld(server, { author, operator, caller: author })))
    for (const [name, caller] of Object.entries(ending.includes(path) ? await makeCallers() : lasting)) {
      const said = normalise(rule(caller.actor))
      const at = `${path} for ${name}`
      if (!definition) {
        const world = await worldOf(caller)
        const { code, data } = await call(caller, procedure, await inputOf(sampled, world))
        if (code === 'OK') await sample.settle?.(world, data)
        if (said === false) expect(code, at).toBe(refusalOf(caller))
        // A program may be refused because it is a program.
        else
          expect(
            ['INVALID_INPUT', 'INTERNAL', 'SIGN_IN_REQUIRED', ...(name === 'program' ? [] : ['FORBIDDEN'])],
            at,
          ).not.toContain(code)
        continue
      }
      const { model } = definition
      const rows = (await tableRows(server, model)).filter((row) => (row.removedAt ?? null) === null)
      expect(rows.length, `${noun} to try`).toBeGreaterThan(0)
      if (verb?.rows === 'none' && verb.kind === 'query') {
        const { code, data } = await call(caller, procedure, { limit: 100 })
        expect(code, at).toBe(said === false ? refusalOf(caller) : 'OK')
        const seen = (data as { items: { id: string }[] } | undefined)?.items.map(({ id }) => id) // a page
        const isShown = await Promise.all(rows.map((row) => holds(server, said, { model, row })))
        const shown = rows.filter((_, nth) => isShown[nth]).map(({ id }) => id)
        if (code === 'OK') expect(seen?.toSorted(), at).toEqual(shown.toSorted())
      } else if (verb?.rows === 'none') {
        const item = await itemOf(noun, await worldOf(caller))
        const { code } = await call(
          caller,
          procedure,
          'items' in inputFor(procedure[1], nothing) ? { items: [item] } : item,
        )
        expect(code, `${at}: ${JSON.stringify(item)}`).toBe(said === false ? refusalOf(caller) : 'OK')
      } else {
        for (const row of rows.slice(0, 8)) {
          const input = { ...given, ...inputFor(procedure[1], row.id) }
          const { code } = await call(caller, procedure, input)
          if (said === false) expect(code, at).toBe(refusalOf(caller))
          else if (!isDecided(verb, input))
            expect(['INVALID_INPUT', 'INTERNAL', 'SIGN_IN_REQUIRED'], at).not.toContain(code)
          else {
            const found = verb?.kind === 'query' ? 'OK' : 'CONFLICT'
            expect(code, at).toBe((await holds(server, said, { model, row })) ? found : 'NOT_FOUND')
          }
        }
      }
    }
  })
}
