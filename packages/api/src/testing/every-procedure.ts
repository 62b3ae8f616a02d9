import { type aDraft, type TestUser, unique } from './factories.ts'
import type { TestClient } from './test-client.ts'

type Written = Awaited<ReturnType<typeof aDraft>>

/** What the calls need: things of an author, made when a call asks for them. */
export interface World {
  readonly author: TestUser
  draft(): Promise<Written>
  article(): Promise<Written>
  /** A session of the author. */
  session(): Promise<{ id: string }>
  setUpToken(): Promise<string>
  /** Who calls; undefined for anonymous. */
  readonly caller: TestUser | undefined
}

const anyPassword = unique('a password ')

/** A saved view of the author. */
const aView = ({ author }: World) =>
  author.api.savedViews.create.mutate({ resource: 'articles', name: unique(), query: '' })

type Call = (api: TestClient['api'], world: World) => Promise<unknown>

/**
 * A valid call of every procedure, by its path, with more behind a space where one call does not tell all. The walks over the router fail
 * for a procedure that is missing here.
 */
export const everyProcedure: Readonly<Record<string, Call>> = {
  'articles.list': (api) => api.articles.list.query({ limit: 1 }),
  'articles.list (drafts)': (api) => api.articles.list.query({ state: 'draft', limit: 1 }),
  'articles.get (published)': async (api, world) => api.articles.get.query({ slug: (await world.article()).slug }),
  'articles.get (draft)': async (api, world) => api.articles.get.query({ slug: (await world.draft()).slug }),
  'articles.create': (api) => api.articles.create.mutate({ title: unique(), description: '', body: '', tags: ['new'] }),
  'articles.update': async (api, world) =>
    api.articles.update.mutate({ id: (await world.article()).id, version: 2, tags: ['other'] }),
  'articles.publish': async (api, world) => api.articles.publish.mutate({ id: (await world.draft()).id, version: 1 }),
  'articles.unpublish': async (api, world) =>
    api.articles.unpublish.mutate({ id: (await world.article()).id, version: 2 }),
  'articles.remove (published)': async (api, world) => api.articles.remove.mutate({ id: (await world.article()).id }),
  'articles.remove (draft)': async (api, world) => api.articles.remove.mutate({ id: (await world.draft()).id }),
  'resources.get': (api) => api.resources.get.query({ name: 'articles' }),
  'resources.list': (api) => api.resources.list.query(),
  'savedViews.create': (api) => api.savedViews.create.mutate({ resource: 'articles', name: unique(), query: 'q=x' }),
  'savedViews.get': async (api, world) => api.savedViews.get.query({ id: (await aView(world)).id }),
  'savedViews.list': (api) => api.savedViews.list.query({ limit: 1 }),
  'savedViews.remove': async (api, world) => api.savedViews.remove.mutate({ id: (await aView(world)).id }),
  'savedViews.update': async (api, world) =>
    api.savedViews.update.mutate({ id: (await aView(world)).id, version: 1, query: '' }),
  'sessions.createToken': (api) => api.sessions.createToken.mutate({ name: 'walk', expiresInDays: 1 }),
  'sessions.list': (api) => api.sessions.list.query(),
  "sessions.revoke (the author's)": async (api, world) =>
    api.sessions.revoke.mutate({ id: (await world.session()).id }),
  'sessions.revokeAll': (api) => api.sessions.revokeAll.mutate(),
  'sessions.signIn': (api, { author: { me, password } }) => api.sessions.signIn.mutate({ email: me.email, password }),
  'sessions.signOut': (api) => api.sessions.signOut.mutate(),
  'tags.list': (api) => api.tags.list.query({ limit: 1 }),
  'users.changePassword': (api, { caller }) => {
    const password = caller?.password ?? anyPassword
    return api.users.changePassword.mutate({ currentPassword: password, newPassword: password })
  },
  'users.get': (api, { author }) => api.users.get.query({ username: author.me.username }),
  'users.me': (api) => api.users.me.query(),
  'users.setUp': async (api, world) => {
    const token = await world.setUpToken()
    return api.users.setUp.mutate({ token, name: 'First', email: `${unique()}@example.com`, password: anyPassword })
  },
  'users.setUpState': (api) => api.users.setUpState.query({ token: unique() }),
  'users.signUp': (api) =>
    api.users.signUp.mutate({ name: 'Walker', email: `${unique()}@example.com`, password: anyPassword }),
  'users.update': async (api, { caller }) => {
    const me = await caller?.api.users.me.query()
    return api.users.update.mutate({ version: me?.version ?? 1, bio: unique() })
  },
}

/** The path of the procedure that a key of `everyProcedure` calls. */
export function pathOf(key: string): string {
  return key.split(' ')[0] ?? key
}
