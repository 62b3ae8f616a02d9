import { newId } from '@plinth/core/id'
import { afterAll, expect, test } from 'vitest'
import { appRouter } from './router.ts'
import { derivedRow } from './testing/derived-noun.ts'
import { aView, derived, everyProcedure, pathOf, type World } from './testing/every-procedure.ts'
import {
  aComment,
  aDraft,
  aFavorite,
  aFollow,
  anArticle,
  anOperator,
  aPlace,
  aProgram,
  aUser,
  type TestUser,
  unique,
} from './testing/factories.ts'
import { failureOf, outcomeOf } from './testing/failure.ts'
import { anImportIn } from './testing/imports.ts'
import type { TestClient } from './testing/test-client.ts'
import { startTestServer } from './testing/test-server.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

type Outcome = 'OK' | 'SIGN_IN_REQUIRED' | 'FORBIDDEN' | 'NOT_FOUND' | 'USERS_SETUP_LINK_INVALID'
/** What anonymous, a stranger, the author, an operator and a program of the author get, in this order. */
type Row = readonly [anonymous: Outcome, stranger: Outcome, author: Outcome, operator: Outcome, program: Outcome]
const kinds = ['anonymous', 'stranger', 'author', 'operator', 'program'] as const

const everyone: Row = ['OK', 'OK', 'OK', 'OK', 'OK']
const signedIn: Row = ['SIGN_IN_REQUIRED', 'OK', 'OK', 'OK', 'OK']
const browser: Row = ['SIGN_IN_REQUIRED', 'OK', 'OK', 'OK', 'FORBIDDEN']
const theAuthor: Row = ['SIGN_IN_REQUIRED', 'NOT_FOUND', 'OK', 'NOT_FOUND', 'OK']
const noLink = 'USERS_SETUP_LINK_INVALID'
const withoutLink: Row = [noLink, noLink, noLink, noLink, noLink]
const theAuthorOrOperator: Row = ['SIGN_IN_REQUIRED', 'NOT_FOUND', 'OK', 'OK', 'OK']

const operators: Row = ['SIGN_IN_REQUIRED', 'FORBIDDEN', 'FORBIDDEN', 'OK', 'FORBIDDEN']

const expected: Record<string, Row> = {
  'articles.list': everyone,
  'articles.list (drafts)': everyone,
  'articles.get (published)': everyone,
  'articles.get (draft)': ['NOT_FOUND', 'NOT_FOUND', 'OK', 'NOT_FOUND', 'OK'],
  'articles.create': signedIn,
  'articles.update': theAuthor,
  'articles.publish': theAuthor,
  'articles.unpublish': theAuthor,
  'articles.favorite': signedIn,
  'articles.unfavorite': signedIn,
  'articles.remove (published)': theAuthorOrOperator,
  'articles.remove (draft)': theAuthorOrOperator,
  'comments.list': everyone,
  'comments.get': everyone,
  'comments.create': signedIn,
  'comments.update': theAuthor,
  'comments.remove': theAuthorOrOperator,
  'favorites.list': signedIn,
  'favorites.get': signedIn,
  'follows.list': signedIn,
  'follows.get': signedIn,
  'imports.get': theAuthor,
  'imports.list': signedIn,
  'imports.remove': theAuthor,
  'imports.targets': signedIn,
  'imports.run': theAuthor,
  'imports.resume': theAuthor,
  'imports.cancel': theAuthor,
  'imports.undo': theAuthor,
  'imports.errors': theAuthor,
  'imports.left': theAuthor,
  'profiles.list': signedIn,
  'profiles.get': everyone,
  'profiles.follow': signedIn,
  'profiles.unfollow': signedIn,
  'resources.get': everyone,
  'resources.list': everyone,
  'savedViews.create': signedIn,
  'savedViews.get': theAuthor,
  'savedViews.list': signedIn,
  'savedViews.remove': theAuthor,
  'savedViews.update': theAuthor,
  'places.list': everyone,
  'places.get': everyone,
  'places.create': operators,
  'places.update': operators,
  'places.remove': operators,
  'sessions.createToken': browser,
  'sessions.list': signedIn,
  "sessions.revoke (the author's)": ['SIGN_IN_REQUIRED', 'NOT_FOUND', 'OK', 'NOT_FOUND', 'FORBIDDEN'],
  'sessions.revokeAll': browser,
  'sessions.signIn': everyone,
  'sessions.signOut': signedIn,
  'tags.list': everyone,
  // Acts that need fresh proof are not for the token of a program.
  'users.changePassword': browser,
  'users.get': everyone,
  'users.list': signedIn,
  'users.me': everyone,
  'users.setUp': withoutLink,
  'users.setUpState': everyone,
  'users.signUp': everyone,
  'users.remove (somebody)': ['SIGN_IN_REQUIRED', 'NOT_FOUND', 'NOT_FOUND', 'OK', 'FORBIDDEN'],
  // An operator's account stays, also from themselves.
  'users.remove (oneself)': ['SIGN_IN_REQUIRED', 'OK', 'OK', 'NOT_FOUND', 'FORBIDDEN'],
  'users.update': signedIn,
}

/** The verbs that a resource may have beside the plain five. */
const further: Record<string, Row> = {
  'comments.history': theAuthor,
  'comments.revert': theAuthor,
  'comments.createMany': signedIn,
  'comments.updateMany': theAuthor,
  'comments.removeMany': theAuthorOrOperator,
  'articles.history': theAuthor,
  'articles.revert': theAuthor,
  'articles.createMany': signedIn,
  'articles.updateMany': theAuthor,
  'articles.removeMany': theAuthorOrOperator,
  'places.history': operators,
  'places.revert': operators,
  'places.createMany': operators,
  'places.updateMany': operators,
  'places.removeMany': operators,
}
for (const [key, row] of Object.entries(further)) if (key in everyProcedure) expected[key] = row

for (const key of Object.keys(everyProcedure))
  if (derived.some(({ name }) => key.startsWith(`${name}.`))) expected[key] ??= derivedRow(key)

test('every procedure has a call and a row of what each actor gets', () => {
  const paths = Object.keys(appRouter._def.procedures).toSorted()
  expect([...new Set(Object.keys(everyProcedure).map(pathOf))].toSorted()).toEqual(paths)
  expect(Object.keys(expected).toSorted()).toEqual(Object.keys(everyProcedure).toSorted())
})

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

function worldOf({ author, operator }: Actors, caller: TestUser | undefined): World {
  const session = () => author.api.sessions.createToken.mutate({ name: 'to be revoked', expiresInDays: 1 })
  const setUpToken = async () => unique()
  return {
    author,
    caller,
    draft: () => aDraft(author),
    article: () => anArticle(author),
    place: () => aPlace(operator),
    comment: () => aComment(author),
    favorite: () => aFavorite(author),
    follow: async () => aFollow(author, await aUser(server)),
    person: async () => (await aUser(server)).me,
    session,
    setUpToken,
    view: () => aView(author),
    anImport: (state) => anImportIn(server, author, state),
  }
}

/** These end sessions of whoever calls, so each actor calls them with sessions of its own. */
const endingSessions = ['sessions.signOut', 'sessions.revokeAll', 'users.changePassword', 'users.remove (oneself)']
const lasting = makeActors()

for (const [key, row] of Object.entries(expected)) {
  test(`${key}: who may`, async () => {
    const outcomes: Record<string, string> = {}
    for (const kind of kinds) {
      const actors = endingSessions.includes(key) ? await makeActors() : await lasting
      const user = kind === 'anonymous' ? undefined : kind === 'program' ? actors.author : actors[kind]
      const client = kind === 'anonymous' ? server.client() : kind === 'program' ? actors.program : actors[kind].client
      // Signing in and up gives a cookie; the actor must stay who it is.
      const { api } = client.copy()
      outcomes[kind] = await outcomeOf(
        everyProcedure[key]?.(api, worldOf(actors, user)) ?? Promise.reject(new Error('No call.')),
      )
    }
    expect(outcomes).toEqual(Object.fromEntries(kinds.map((kind, nth) => [kind, row[nth]])))
  })
}

const ofAnImport = Object.entries(everyProcedure).filter(
  ([key]) => key.startsWith('imports.') && expected[key] === theAuthor,
)

for (const [key, call] of ofAnImport) {
  test(`${key}: another's reads in every word like one that is not there`, async () => {
    const actors = await lasting
    for (const caller of [actors.stranger, actors.operator]) {
      const world = worldOf(actors, caller)
      const told = async (asked: World) => {
        const { requestId: _, ...rest } = await failureOf(call(caller.client.copy().api, asked))
        return rest
      }
      expect(await told(world)).toEqual(await told({ ...world, anImport: async () => ({ id: newId() }) }))
    }
  })
}
