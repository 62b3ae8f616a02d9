import { type Article, isPlinthError } from '@plinth/client'
import type { Context } from 'hono'
import { bodyOf, pageOf } from './body.ts'
import { type Caller, changeLatest, checkToken, find, together } from './caller.ts'
import { Given } from './given.ts'
import { forbidden } from './refusal.ts'
import { articleOf, keyOf, summaryOf } from './shapes.ts'

const limits = {
  title: { max: 200 },
  description: { max: 500 },
  body: { max: 200_000 },
  tagList: { max: 50, most: 20 },
}

/** Longer than any name: it matches nothing. */
const longestName = 100

export async function articles(c: Context, caller: Caller): Promise<Response> {
  const [tag, author, favorited] = ['tag', 'author', 'favorited'].map((name) => c.req.query(name)?.trim() || undefined)
  const page = pageOf(c)
  const isFindable = [tag, author, favorited].every((name) => (name ?? '').length <= longestName)
  const filter = {
    ...(tag !== undefined && { tags: { has: tag } }),
    ...(author !== undefined && { 'author.username': { equals: keyOf(author) } }),
    ...(favorited !== undefined && { favoritedBy: keyOf(favorited) }),
  }
  const found = isFindable && (await listed(caller, page, filter).catch(unlessInvalid))
  if (found) return c.json(found)
  // An invalid tag or username matches nothing.
  await checkToken(caller)
  return c.json({ articles: [], articlesCount: 0 })
}

function unlessInvalid(error: unknown): undefined {
  if (!isPlinthError(error, 'INVALID_INPUT')) throw error
}

export async function feed(c: Context, caller: Caller): Promise<Response> {
  return c.json(await listed(caller, pageOf(c), { isFollowed: true }))
}

type Filter = NonNullable<NonNullable<Parameters<Caller['plinth']['articles']['list']['query']>[0]>['filter']>

async function listed({ plinth }: Caller, page: { limit: number; offset: number }, filter: Filter) {
  const { items, total } = await plinth.articles.list.query({
    ...page,
    filter: { publishedAt: { not: null }, ...filter },
    sort: ['-createdAt'],
    total: 'exact',
  })
  return { articles: items.map(summaryOf), articlesCount: total ?? 0 }
}

export const articleIn = ({ plinth }: Caller, c: Context) =>
  find('article', plinth.articles.get.query({ slug: c.req.param('slug') ?? '' }))

export async function article(c: Context, caller: Caller): Promise<Response> {
  return c.json({ article: articleOf(await articleIn(caller, c)) })
}

export async function createArticle(c: Context, caller: Caller): Promise<Response> {
  const given = new Given(await bodyOf(c), 'article')
  const draft = {
    title: given.text('title', limits.title),
    description: given.text('description', limits.description),
    body: given.text('body', limits.body),
    tags: given.texts('tagList', limits.tagList) ?? [],
  }
  given.assertValid()
  const { id } = await caller.plinth.articles.create.mutate({ ...draft, publishedAt: new Date() })
  return c.json({ article: articleOf(await caller.plinth.articles.get.query({ id })) }, 201)
}

/** The article of a request, if it belongs to the caller. @throws Refusal 401, 404 or 403, in this order */
async function ownArticle(c: Context, caller: Caller): Promise<Article> {
  const [me, found] = await together(caller.me(), articleIn(caller, c))
  if (found.author.id !== me.id) throw forbidden('article')
  return found
}

export async function updateArticle(c: Context, caller: Caller): Promise<Response> {
  const { id, version: read } = await ownArticle(c, caller)
  const given = new Given(await bodyOf(c), 'article')
  const changes = {
    title: given.textIfGiven('title', limits.title),
    description: given.textIfGiven('description', limits.description),
    body: given.textIfGiven('body', limits.body),
    tags: given.texts('tagList', limits.tagList),
  }
  given.assertValid()
  const { get, update } = caller.plinth.articles
  await changeLatest(
    read,
    (version) => update.mutate({ ...changes, id, version }),
    () => get.query({ id }),
  )
  return c.json({ article: articleOf(await get.query({ id })) })
}

export async function deleteArticle(c: Context, caller: Caller): Promise<Response> {
  const { id } = await ownArticle(c, caller)
  await find('article', caller.plinth.articles.remove.mutate({ id }))
  return c.body(null, 204)
}

/** Reads the article again: others may have changed the count at the same time. */
async function pressed(c: Context, caller: Caller, verb: 'favorite' | 'unfavorite'): Promise<Response> {
  const { id } = await articleIn(caller, c)
  await caller.plinth.articles[verb].mutate({ id })
  return c.json({ article: articleOf(await caller.plinth.articles.get.query({ id })) })
}

export const favorite = (c: Context, caller: Caller) => pressed(c, caller, 'favorite')
export const unfavorite = (c: Context, caller: Caller) => pressed(c, caller, 'unfavorite')
