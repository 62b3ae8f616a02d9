import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
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
import { type Caller, callerOf, type PlinthAddress } from './caller.ts'
import { addComment, comments, deleteComment } from './comments.ts'
import { follow, profile, unfollow } from './profiles.ts'
import { Refusal, toRefusal } from './refusal.ts'
import { tags } from './tags.ts'
import { currentUser, signIn, signUp, updateUser } from './users.ts'

type Answer = (c: Context, caller: Caller) => Promise<Response>

/** The operations of the RealWorld API, version 2, under /api. */
const operations: Readonly<Record<string, Readonly<Record<string, Answer>>>> = {
  '/users/login': { POST: signIn },
  '/users': { POST: signUp },
  '/user': { GET: currentUser, PUT: updateUser },
  '/profiles/:username': { GET: profile },
  '/profiles/:username/follow': { POST: follow, DELETE: unfollow },
  '/articles': { GET: articles, POST: createArticle },
  '/articles/feed': { GET: feed },
  '/articles/:slug': { GET: article, PUT: updateArticle, DELETE: deleteArticle },
  '/articles/:slug/comments': { GET: comments, POST: addComment },
  '/articles/:slug/comments/:id': { DELETE: deleteComment },
  '/articles/:slug/favorite': { POST: favorite, DELETE: unfavorite },
  '/tags': { GET: tags },
}

/** An article of 200,000 characters in an alphabet of four bytes, as JSON, and some room. */
const maxBodyBytes = 1_500_000

export interface ApiOptions {
  plinth: PlinthAddress
  /** Hears of what nobody expected. */
  onFault(error: unknown, c: Context): void
}

/** The RealWorld API in front of Plinth: shapes, statuses and texts are its own, everything else is Plinth's. */
export function createApi({ plinth, onFault }: ApiOptions): Hono {
  const api = new Hono()
  // Front ends of any origin may call: who they are is told by a token, never by a cookie.
  api.use(
    cors({
      origin: '*',
      allowHeaders: ['authorization', 'content-type'],
      exposeHeaders: ['retry-after', 'x-request-id'],
      maxAge: 7_200,
    }),
  )
  api.use(
    bodyLimit({
      maxSize: maxBodyBytes,
      onError: (c) => refuse(c, new Refusal(413, { body: [`is too long (maximum is ${maxBodyBytes} bytes)`] })),
    }),
  )
  api.use(async (c, next) => {
    await next()
    c.header('cache-control', 'no-store')
    c.header('x-content-type-options', 'nosniff')
  })
  for (const [path, answers] of Object.entries(operations)) {
    for (const [method, answer] of Object.entries(answers)) api.on(method, path, (c) => answer(c, callerOf(plinth, c)))
    const allow = Object.keys(answers).join(', ')
    api.all(path, (c) => {
      c.header('allow', allow)
      return refuse(c, new Refusal(405, { method: [`is not allowed here (expected ${allow})`] }))
    })
  }
  // A route, as whoever mounts this has its own idea of what is not found.
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
