import { type Context, Hono } from 'hono'
import { cors } from 'hono/cors'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import {
  article,
  articles,
  createArticle,
  deleteArticle,
  favorite,
  feed,
  unfavorite,
  updateArticle,
} from './articles.ts'
import { type Answer, callerOf, members, type PlinthAddress, readers } from './caller.ts'
import { addComment, comments, deleteComment } from './comments.ts'
import { follow, profile, unfollow } from './profiles.ts'
import { Refusal, toRefusal } from './refusal.ts'
import { tags } from './tags.ts'
import { currentUser, signIn, signUp, updateUser } from './users.ts'

/** The operations of the RealWorld API, version 2, under /api. */
const operations: Readonly<Record<string, Readonly<Record<string, Answer>>>> = {
  '/users/login': { POST: signIn },
  '/users': { POST: signUp },
  '/user': { GET: members(currentUser), PUT: members(updateUser) },
  '/profiles/:username': { GET: readers(profile) },
  '/profiles/:username/follow': { POST: members(follow), DELETE: members(unfollow) },
  '/articles': { GET: readers(articles), POST: members(createArticle) },
  '/articles/feed': { GET: members(feed) },
  '/articles/:slug': { GET: readers(article), PUT: members(updateArticle), DELETE: members(deleteArticle) },
  '/articles/:slug/comments': { GET: readers(comments), POST: members(addComment) },
  '/articles/:slug/comments/:id': { DELETE: members(deleteComment) },
  '/articles/:slug/favorite': { POST: members(favorite), DELETE: members(unfavorite) },
  '/tags': { GET: tags },
}

export interface ApiOptions {
  plinth: PlinthAddress
  /** Receives unexpected errors. */
  onFault(error: unknown, c: Context): void
}

/** The RealWorld API in front of Plinth: it has its own shapes, statuses and texts; everything else is Plinth's. */
export function createApi({ plinth, onFault }: ApiOptions): Hono {
  const api = new Hono()
  // Front ends of any origin may call: a token identifies the user, never a cookie.
  api.options('*', cors({ origin: '*', allowHeaders: ['authorization', 'content-type'], maxAge: 7_200 }))
  api.use((c, next) => {
    // Set before there is an answer, which then includes the headers. Changing an existing answer creates it again, at twice the cost.
    c.header('access-control-allow-origin', '*')
    c.header('access-control-expose-headers', 'retry-after,x-request-id')
    c.header('cache-control', 'no-store')
    c.header('x-content-type-options', 'nosniff')
    return next()
  })
  for (const [path, answers] of Object.entries(operations)) {
    for (const [method, answer] of Object.entries(answers)) api.on(method, path, (c) => answer(c, callerOf(plinth, c)))
    const allow = Object.keys(answers).join(', ')
    api.all(path, (c) => {
      c.header('allow', allow)
      return refuse(c, new Refusal(405, { method: [`is not allowed here (expected ${allow})`] }))
    })
  }
  // As a route, because the program that mounts this has its own 'not found' handler.
  api.all('*', (c) => refuse(c, new Refusal(404, { path: ['not found'] })))
  api.onError((failure, c) => {
    const error = toRefusal(failure)
    if (error instanceof Refusal) {
      if (error.status >= 500) onFault(error.cause ?? error, c)
      return refuse(c, error)
    }
    onFault(error, c)
    return refuse(c, new Refusal(500, { server: ['met an error that it did not expect'] }))
  })
  return api
}

function refuse(c: Context, { status, errors, retryAfterSeconds }: Refusal): Response {
  if (retryAfterSeconds !== undefined) c.header('retry-after', String(retryAfterSeconds))
  return c.json({ errors }, status as ContentfulStatusCode) // each refusal has a body
}
