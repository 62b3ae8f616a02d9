import { randomBytes } from 'node:crypto'
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server'
import type { AppRouter } from '../router.ts'
import type { TestClient } from './test-client.ts'
import type { TestServer } from './test-server.ts'

type Inputs = inferRouterInputs<AppRouter>
export type Outputs = inferRouterOutputs<AppRouter>

/** A user with an account, signed in. */
export interface TestUser {
  readonly client: TestClient
  readonly api: TestClient['api']
  readonly me: Outputs['users']['signUp']
  readonly password: string
}

/** A text that does not occur anywhere else in the database. */
export function unique(prefix = 'x'): string {
  return `${prefix}${randomBytes(6).toString('hex')}`
}

/** Creates an account through `users.signUp`, signed in. */
export async function aUser(server: TestServer, given: Partial<Inputs['users']['signUp']> = {}): Promise<TestUser> {
  const client = server.client()
  const password = given.password ?? unique('correct horse ')
  server.log.keepSecret(password)
  const me = await client.api.users.signUp.mutate({
    name: 'Ada Lovelace',
    email: `${unique()}@example.com`,
    ...given,
    password,
  })
  return { client, api: client.api, me, password }
}

/** Creates an account with operator rights. */
export async function anOperator(server: TestServer): Promise<TestUser> {
  const user = await aUser(server, { name: 'Grace Hopper' })
  await server.rows(`update users set "isOperator" = true where id = $1`, [user.me.id])
  return user
}

/** A program with a bearer token of this user. */
export async function aProgram(server: TestServer, user: TestUser): Promise<TestClient> {
  const { token } = await user.api.sessions.createToken.mutate({ name: 'program', expiresInDays: 1 })
  server.log.keepSecret(token)
  return server.client({ bearer: token })
}

/** The same user in another browser. */
export async function signedInAgain(server: TestServer, { me, password }: TestUser): Promise<TestClient> {
  const client = server.client()
  await client.api.sessions.signIn.mutate({ email: me.email, password })
  return client
}

/** Creates a draft of this user through `articles.create`. */
export async function aDraft(user: Pick<TestUser, 'api'>, given: Partial<Inputs['articles']['create']> = {}) {
  return user.api.articles.create.mutate({ title: unique('Title '), description: '', body: '', tags: [], ...given })
}

/** Creates a place, which only operators may do. */
export async function aPlace(operator: Pick<TestUser, 'api'>, given: Partial<Inputs['places']['create']> = {}) {
  const place = { name: unique('Place '), country: 'DE', latitude: 52.5, longitude: 13.4, ...given }
  return operator.api.places.create.mutate(place)
}

/** Creates a comment of this user, on a published article of theirs unless another one is given. */
export async function aComment(user: Pick<TestUser, 'api'>, given: Partial<Inputs['comments']['create']> = {}) {
  const article = given.article ?? (await anArticle(user)).id
  return user.api.comments.create.mutate({ body: unique('A comment '), ...given, article })
}

/** Creates an article of this user that they have marked as a favorite. */
export async function aFavorite({ api, me }: TestUser) {
  const article = await anArticle({ api })
  await api.articles.favorite.mutate({ id: article.id })
  const { items } = await api.favorites.list.query({ filter: { 'user.username': { equals: me.username } }, limit: 1 })
  return { id: items[0]?.id ?? '', article }
}

/** Makes this user follow another one. */
export async function aFollow({ api, me }: TestUser, { me: followed }: TestUser) {
  await api.profiles.follow.mutate({ id: followed.id })
  const filter = { 'follower.username': { equals: me.username } }
  const { items } = await api.follows.list.query({ filter, limit: 1 })
  return { id: items[0]?.id ?? '', followed }
}

/** Creates a published article of this user. */
export async function anArticle(user: Pick<TestUser, 'api'>, given: Partial<Inputs['articles']['create']> = {}) {
  const { id, version } = await aDraft(user, given)
  return user.api.articles.publish.mutate({ id, version })
}
