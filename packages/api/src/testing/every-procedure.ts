import { newId } from '@plinth/core/id'
import { getUntypedClient } from '@trpc/client'
import { appRouter } from '../router.ts'
import { aRowOf, type DerivedNoun, derivedNouns } from './derived-noun.ts'
import { type aDraft, type TestUser, unique } from './factories.ts'
import { ended, type ImportIn } from './imports.ts'
import type { TestClient } from './test-client.ts'

type Written = Awaited<ReturnType<typeof aDraft>>

/** What the calls need: things of an author, made when a call asks for them. */
export interface World {
  readonly author: TestUser
  draft(): Promise<Written>
  article(): Promise<Written>
  place(): Promise<{ id: string; version: number }>
  /** Of the author, on an article of theirs. */
  comment(): Promise<{ id: string; number: number; version: number }>
  /** Of the author. */
  favorite(): Promise<{ id: string; article: { id: string } }>
  /** The author follows someone. */
  follow(): Promise<{ id: string; followed: { id: string } }>
  /** Someone who has nothing to do with any of it. */
  person(): Promise<{ id: string }>
  /** A session of the author. */
  session(): Promise<{ id: string }>
  setUpToken(): Promise<string>
  /** A saved view of the author. */
  view(): Promise<{ id: string }>
  /** An import of the author in this state, of a file without rows: whatever is done with it changes nothing else. */
  anImport(state: ImportIn): Promise<{ id: string }>
  /** Who calls; undefined for anonymous. */
  readonly caller: TestUser | undefined
  /** Rows of nouns whose calls follow from their definition, made before; else each call makes its own. */
  readonly rows?: ReadonlyMap<string, { id: string; version: number }>
}

const anyPassword = unique('a password ')

/** A saved view of this user. */
export const aView = ({ api }: TestUser) =>
  api.savedViews.create.mutate({ resource: 'articles', name: unique(), query: '' })

/** Waits for the end of an import that was begun: a person has one at work. */
async function idle<Begun extends { id: string }>(api: TestClient['api'], begun: Begun): Promise<Begun> {
  await ended({ api }, begun.id)
  return begun
}

const newArticle = () => ({ title: unique(), description: '', body: '', tags: ['new'] })
const newPlace = () => ({ name: unique(), country: 'DE', latitude: 52.5, longitude: 13.4 })

type Call = (api: TestClient['api'], world: World) => Promise<unknown>

/**
 * A valid call of every procedure, by its path, with more behind a space where one call does not tell all. The walks over the router fail
 * for a procedure that is missing here.
 */
export const everyProcedure: Record<string, Call> = {
  'articles.list': (api) => api.articles.list.query({ limit: 1 }),
  'articles.list (drafts)': (api) => api.articles.list.query({ filter: { publishedAt: { equals: null } }, limit: 1 }),
  'articles.get (published)': async (api, world) => api.articles.get.query({ slug: (await world.article()).slug }),
  'articles.get (draft)': async (api, world) => api.articles.get.query({ slug: (await world.draft()).slug }),
  'articles.create': (api) => api.articles.create.mutate(newArticle()),
  'articles.update': async (api, world) =>
    api.articles.update.mutate({ id: (await world.article()).id, version: 2, tags: ['other'] }),
  'articles.publish': async (api, world) => api.articles.publish.mutate({ id: (await world.draft()).id, version: 1 }),
  'articles.unpublish': async (api, world) =>
    api.articles.unpublish.mutate({ id: (await world.article()).id, version: 2 }),
  'articles.remove (published)': async (api, world) => api.articles.remove.mutate({ id: (await world.article()).id }),
  'articles.remove (draft)': async (api, world) => api.articles.remove.mutate({ id: (await world.draft()).id }),
  'articles.favorite': async (api, world) => api.articles.favorite.mutate({ id: (await world.article()).id }),
  'articles.unfavorite': async (api, world) =>
    api.articles.unfavorite.mutate({ id: (await world.favorite()).article.id }),
  'comments.list': (api) => api.comments.list.query({ limit: 1 }),
  'comments.get': async (api, world) => api.comments.get.query({ number: (await world.comment()).number }),
  'comments.create': async (api, world) =>
    api.comments.create.mutate({ article: (await world.article()).id, body: 'New' }),
  'comments.update': async (api, world) => {
    const { id, version } = await world.comment()
    return api.comments.update.mutate({ id, version, body: 'Changed' })
  },
  'comments.remove': async (api, world) => api.comments.remove.mutate({ id: (await world.comment()).id }),
  'favorites.list': (api) => api.favorites.list.query({ limit: 1 }),
  'favorites.get': async (api, world) => api.favorites.get.query({ id: (await world.favorite()).id }),
  'follows.list': (api) => api.follows.list.query({ limit: 1 }),
  'follows.get': async (api, world) => api.follows.get.query({ id: (await world.follow()).id }),
  'imports.get': async (api, world) => api.imports.get.query({ id: (await world.anImport('ready')).id }),
  'imports.list': (api) => api.imports.list.query({ limit: 1 }),
  'imports.remove': async (api, world) => api.imports.remove.mutate({ id: (await world.anImport('ready')).id }),
  'imports.targets': (api) => api.imports.targets.query({ resource: 'articles' }),
  'imports.run': async (api, world) => {
    const { id } = await world.anImport('ready')
    const mapping = ['title', 'description', 'body', 'tags']
    return idle(api, await api.imports.run.mutate({ id, mapping }))
  },
  'imports.resume': async (api, world) =>
    idle(api, await api.imports.resume.mutate({ id: (await world.anImport('interrupted')).id })),
  'imports.cancel': async (api, world) => api.imports.cancel.mutate({ id: (await world.anImport('interrupted')).id }),
  'imports.undo': async (api, world) =>
    idle(api, await api.imports.undo.mutate({ id: (await world.anImport('done')).id })),
  'imports.errors': async (api, world) => api.imports.errors.query({ id: (await world.anImport('done')).id }),
  'imports.left': async (api, world) => api.imports.left.query({ id: (await world.anImport('done')).id }),
  'profiles.list': (api) => api.profiles.list.query({ limit: 1 }),
  'profiles.get': (api, { author }) => api.profiles.get.query({ username: author.me.username }),
  'profiles.follow': async (api, world) => api.profiles.follow.mutate({ id: (await world.person()).id }),
  'profiles.unfollow': async (api, world) => api.profiles.unfollow.mutate({ id: (await world.follow()).followed.id }),
  'resources.get': (api) => api.resources.get.query({ name: 'articles' }),
  'resources.list': (api) => api.resources.list.query(),
  'savedViews.create': (api) => api.savedViews.create.mutate({ resource: 'articles', name: unique(), query: 'q=x' }),
  'savedViews.get': async (api, world) => api.savedViews.get.query({ id: (await world.view()).id }),
  'savedViews.list': (api) => api.savedViews.list.query({ limit: 1 }),
  'savedViews.remove': async (api, world) => api.savedViews.remove.mutate({ id: (await world.view()).id }),
  'savedViews.update': async (api, world) =>
    api.savedViews.update.mutate({ id: (await world.view()).id, version: 1, query: '' }),
  'places.list': (api) => api.places.list.query({ limit: 1 }),
  'places.get': async (api, world) => api.places.get.query({ id: (await world.place()).id }),
  'places.create': (api) => api.places.create.mutate(newPlace()),
  'places.update': async (api, world) => {
    const { id, version } = await world.place()
    return api.places.update.mutate({ id, version, region: '16' })
  },
  'places.remove': async (api, world) => api.places.remove.mutate({ id: (await world.place()).id }),
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
  'users.list': (api) => api.users.list.query({ limit: 1 }),
  'users.get': (api, { author }) => api.users.get.query({ username: author.me.username }),
  'users.me': (api) => api.users.me.query(),
  'users.setUp': async (api, world) => {
    const token = await world.setUpToken()
    return api.users.setUp.mutate({ token, name: 'First', email: `${unique()}@example.com`, password: anyPassword })
  },
  'users.setUpState': (api) => api.users.setUpState.query({ token: unique() }),
  'users.signUp': (api) =>
    api.users.signUp.mutate({ name: 'Walker', email: `${unique()}@example.com`, password: anyPassword }),
  'users.remove (somebody)': async (api, world) => api.users.remove.mutate({ id: (await world.person()).id }),
  'users.remove (oneself)': async (api, { caller }) => api.users.remove.mutate({ id: caller?.me.id ?? newId() }),
  'users.update': async (api, { caller }) => {
    const me = await caller?.api.users.me.query()
    return api.users.update.mutate({ version: me?.version ?? 1, bio: unique() })
  },
}

/** What rows of nouns with further verbs are made from. */
type Makers = Pick<World, 'author' | 'article' | 'place' | 'comment'>

interface Noun {
  row(world: Makers): Promise<{ id: string; version: number }>
  item(world: World): object | Promise<object>
  change: object
}

/** Under which name a world keeps a row that was changed once: to restore what it was before changes something. */
export const changedRow = (noun: string) => `${noun}, changed`

/** Changes a row of a noun, as its author. */
export async function changeRow(noun: string, { id, version }: { id: string; version: number }, { api }: TestUser) {
  const change = nouns[noun]?.change ?? derived.find(({ name }) => name === noun)?.change
  const changed = await getUntypedClient(api).mutation(`${noun}.update`, { id, version, ...change })
  return changed as { id: string; version: number } // as each resource answers
}

/** The verbs that resources have beside the plain five. */
function furtherVerbs(noun: string, { row, item, change }: Noun): Record<string, Call> {
  const mutate = (api: TestClient['api'], verb: string, input: object) =>
    getUntypedClient(api).mutation(`${noun}.${verb}`, input)
  const history = async (api: TestClient['api'], id: string) =>
    getUntypedClient(api).query(`${noun}.history`, { id }) as Promise<{ items: { id: string }[] }> // as each resource answers
  return {
    history: async (api, world) => history(api, (await row(world)).id),
    revert: async (api, world) => {
      const { id, version } = world.rows?.get(changedRow(noun)) ?? (await row(world))
      // Those who may not see the history name an event that does not exist: they are refused before it is looked for.
      const none = { items: [] }
      const mine = world.caller ? await history(world.caller.api, id).catch(() => none) : none
      const { items } = mine.items.length > 0 ? mine : await history(world.author.api, id).catch(() => none)
      return mutate(api, 'revert', { id, version, eventId: items.at(-1)?.id ?? crypto.randomUUID() })
    },
    createMany: async (api, world) => mutate(api, 'createMany', { items: [await item(world)] }),
    updateMany: async (api, world) => {
      const { id, version } = await row(world)
      return mutate(api, 'updateMany', { items: [{ id, version, ...change }] })
    },
    removeMany: async (api, world) => mutate(api, 'removeMany', { items: [{ id: (await row(world)).id }] }),
  }
}

const nouns: Record<string, Noun> = {
  comments: {
    row: (world) => world.comment(),
    item: async (world) => ({ article: (await world.article()).id, body: 'New' }),
    change: { body: 'Changed' },
  },
  articles: { row: (world) => world.article(), item: newArticle, change: { title: 'Changed' } },
  places: { row: (world) => world.place(), item: newPlace, change: { region: '16' } },
}
for (const [name, noun] of Object.entries(nouns)) {
  for (const [verb, call] of Object.entries(furtherVerbs(name, noun))) {
    // A noun need not have all of them.
    if (`${name}.${verb}` in appRouter._def.procedures) everyProcedure[`${name}.${verb}`] = call
  }
}

/** Nouns that stand in no table of this file: what they are asked for follows from their definition. */
export const derived: readonly DerivedNoun[] = derivedNouns(everyProcedure)
for (const noun of derived) {
  const { name, item, change } = noun
  const row = async (world: World) => world.rows?.get(name) ?? aRowOf(noun, world.author)
  const query = (api: TestClient['api'], verb: string, input: object) =>
    getUntypedClient(api).query(`${name}.${verb}`, input)
  const mutate = (api: TestClient['api'], verb: string, input: object) =>
    getUntypedClient(api).mutation(`${name}.${verb}`, input)
  const calls: Record<string, Call> = {
    list: (api) => query(api, 'list', { limit: 1 }),
    get: async (api, world) => query(api, 'get', { id: (await row(world)).id }),
    create: (api) => mutate(api, 'create', item()),
    update: async (api, world) => {
      const { id, version } = await row(world)
      return mutate(api, 'update', { id, version, ...change })
    },
    remove: async (api, world) => mutate(api, 'remove', { id: (await row(world)).id }),
    ...furtherVerbs(name, { row, item, change }),
  }
  for (const [verb, call] of Object.entries(calls))
    if (`${name}.${verb}` in appRouter._def.procedures) everyProcedure[`${name}.${verb}`] = call
}

/** A row of a noun that has verbs of a resource, made by these. @throws Error for a noun that no table here knows */
export async function rowOf(name: string, makers: Makers): Promise<{ id: string; version: number }> {
  const noun = derived.find((known) => known.name === name)
  const made = nouns[name]?.row(makers) ?? (noun && aRowOf(noun, makers.author))
  if (!made) throw new Error(`There is no way to make a row of ${name}: write it into every-procedure.ts.`)
  return made
}

/** The path of the procedure that a key of `everyProcedure` calls. */
export function pathOf(key: string): string {
  return key.split(' ')[0] ?? key
}
