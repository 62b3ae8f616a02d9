import { createHash } from 'node:crypto'
import type pg from 'pg'
import { pick, randomFrom } from './random.ts'
import { markdown, phrase, tagNames } from './text.ts'

export const userCount = 1_000
export const articleCount = 10_000
export const bodyLength = 2_048

const firstMs = Date.UTC(2026, 0, 1)
export const articleMs = (index: number) => firstMs + index * 60_000

/** A version 7 UUID derived from a time and a description. */
export function id(ms: number, what: string): string {
  const time = ms.toString(16).padStart(12, '0')
  const rest = createHash('sha256').update(what).digest('hex')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${rest.slice(0, 3)}-8${rest.slice(3, 6)}-${rest.slice(6, 18)}`
}

const hash = (text: string) => createHash('sha256').update(text).digest('base64url')

// Every process of the run derives the rows from their number, so none needs to query the database.
const userId = (index: number) => id(firstMs + index, `user ${index}`)
export const articleId = (index: number) => id(articleMs(index), `article ${index}`)
export const authorOf = (index: number) => (index * 7) % userCount
export const sessionToken = (user: number) => hash(`session of user ${user}`)
const tagId = (index: number) => id(firstMs + index, `tag ${index}`)

function articleTitle(index: number): string {
  return `${phrase(randomFrom(index), 5)} ${index}`
}

export const articleSlug = (index: number) =>
  `${articleTitle(index).replaceAll(' ', '-')}-${articleId(index).slice(-12)}`

/** Two to four distinct tags. */
function tagsOf(index: number): number[] {
  const random = randomFrom(index + articleCount)
  const tags = new Set<number>()
  const count = 2 + pick(random, 3)
  while (tags.size < count) tags.add(pick(random, tagNames.length))
  return [...tags]
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => from + at)

/** Fills an empty database: users with a session each, tags, published articles. */
export async function fill(client: pg.Client): Promise<void> {
  const users = range(0, userCount)
  await client.query(
    `insert into "users" ("id", "email", "name", "username", "bio")
     select "id", "handle" || '@example.com', 'Person ' || "handle", "handle", 'Writes about ' || "handle"
     from unnest($1::uuid[], $2::text[]) as "new"("id", "handle")`,
    [users.map(userId), users.map((user) => `writer-${user}`)],
  )
  await client.query(
    `insert into "sessions" ("id", "userId", "tokenHash", "userAgent", "address", "expiresAt")
     select "id", "userId", "tokenHash", 'bench', '127.0.0.1', now() + interval '30 days'
     from unnest($1::uuid[], $2::uuid[], $3::text[]) as "new"("id", "userId", "tokenHash")`,
    [
      users.map((user) => id(firstMs, `session ${user}`)),
      users.map(userId),
      users.map((user) => hash(sessionToken(user))),
    ],
  )
  await client.query(`insert into "tags" ("id", "name") select * from unnest($1::uuid[], $2::text[])`, [
    tagNames.map((_, index) => tagId(index)),
    tagNames,
  ])
  for (let from = 0; from < articleCount; from += 1_000) await fillArticles(client, range(from, from + 1_000))
}

async function fillArticles(client: pg.Client, articles: number[]): Promise<void> {
  await client.query(
    `insert into "articles" ("id", "slug", "title", "description", "body", "authorId", "publishedAt", "createdAt", "updatedAt")
     select "id", "slug", "title", "description", "body", "authorId", "at", "at", "at"
     from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::uuid[], $7::timestamptz[])
       as "new"("id", "slug", "title", "description", "body", "authorId", "at")`,
    [
      articles.map(articleId),
      articles.map(articleSlug),
      articles.map(articleTitle),
      articles.map((index) => phrase(randomFrom(index + 1), 12)),
      articles.map((index) => markdown(randomFrom(index + 2), bodyLength)),
      articles.map((index) => userId(authorOf(index))),
      articles.map((index) => new Date(articleMs(index))),
    ],
  )
  const links = articles.flatMap((index) =>
    tagsOf(index).map((tag, at) => ({ article: articleId(index), at: at + 1, tag: tagId(tag) })),
  )
  await client.query(
    `insert into "article_tags" ("articleId", "position", "tagId") select * from unnest($1::uuid[], $2::int[], $3::uuid[])`,
    [links.map(({ article }) => article), links.map(({ at }) => at), links.map(({ tag }) => tag)],
  )
}

/** Restores the state of a database in normal operation: current statistics and visibility map, and no leftovers of the create workload. */
export async function settle(client: pg.Client): Promise<void> {
  await client.query(`delete from "articles" where "publishedAt" is null`)
  await client.query('vacuum (analyze) "articles", "article_tags", "tags", "events", "users", "sessions"')
  await client.query('checkpoint')
}
