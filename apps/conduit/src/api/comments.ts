import type { Comment } from '@plinth/client'
import type { Context } from 'hono'
import { articleIn } from './articles.ts'
import { bodyOf } from './body.ts'
import { type Caller, find, together } from './caller.ts'
import { Given } from './given.ts'
import { forbidden, notFound } from './refusal.ts'
import { commentOf } from './shapes.ts'

/** This API returns all comments in one answer: the newest, up to this many pages of a hundred. */
const maxPages = 20

export async function comments(c: Context, caller: Caller): Promise<Response> {
  let slug = c.req.param('slug') ?? ''
  let first = await pageAfter(caller, slug, undefined)
  if (first.items.length === 0) {
    // If there are none, the article may not exist, or its slug may have changed.
    const found = await articleIn(caller, c)
    if (found.slug !== slug) {
      slug = found.slug
      first = await pageAfter(caller, slug, undefined)
    }
  }
  const items = [...first.items]
  let next = first.nextCursor
  for (let page = 1; next !== null && page < maxPages; page++) {
    const { items: more, nextCursor } = await pageAfter(caller, slug, next)
    items.push(...more)
    next = nextCursor
  }
  return c.json({ comments: items.map(commentOf) })
}

const pageAfter = ({ plinth }: Caller, slug: string, cursor: string | undefined) =>
  find(
    'article',
    plinth.comments.list.query({
      filter: { 'article.slug': { equals: slug } },
      sort: ['-createdAt'],
      limit: 100,
      cursor,
    }),
  )

export async function addComment(c: Context, caller: Caller): Promise<Response> {
  const article = await articleIn(caller, c)
  const given = new Given(await bodyOf(c), 'comment')
  const body = given.text('body', { max: 10_000 })
  given.assertValid()
  const { id } = await caller.plinth.comments.create.mutate({ article: article.id, body })
  return c.json({ comment: commentOf(await caller.plinth.comments.get.query({ id })) }, 201)
}

export async function deleteComment(c: Context, caller: Caller): Promise<Response> {
  const [me, article, comment] = await together(caller.me(), articleIn(caller, c), commentIn(c, caller))
  if (comment.article?.id !== article.id) throw notFound('comment')
  if (comment.author.id !== me.id) throw forbidden('comment')
  await find('comment', caller.plinth.comments.remove.mutate({ id: comment.id }))
  return c.body(null, 204)
}

function commentIn(c: Context, { plinth }: Caller): Promise<Comment> {
  const number = c.req.param('id') ?? ''
  if (!/^\d{1,10}$/.test(number)) return Promise.reject(notFound('comment'))
  return find('comment', plinth.comments.get.query({ number: Number(number) }))
}
