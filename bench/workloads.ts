import { articleCount, articleId, articleSlug, authorOf, bodyLength, userCount } from './data.ts'
import { pick, type Random, randomFrom } from './random.ts'
import type { Question } from './targets.ts'
import { markdown, phrase, tagNames } from './text.ts'

export interface Draw {
  random: Random
  /** Index of the connection, and the number of connections: each changes its own rows. */
  connection: number
  connections: number
}

export interface Workload {
  name: string
  about: string
  isWrite: boolean
  next(draw: Draw): Question
}

const newest = 'filter%5BpublishedAt%5D%5Bnot%5D=null&sort=-createdAt'

const list = (tag?: string): Question => ({
  kind: 'query',
  procedure: 'articles.list',
  input: {
    filter: { publishedAt: { not: null }, ...(tag !== undefined && { tags: { has: tag } }) },
    sort: ['-createdAt'],
    total: 'exact',
  },
  rest: {
    method: 'GET',
    path: `articles?${newest}${tag === undefined ? '' : `&filter%5Btags%5D=${tag}`}`,
    headers: 'prefer: count=exact\r\n',
  },
  floorPath: '/list',
  conduitPath: `articles${tag === undefined ? '' : `?tag=${tag}`}`,
})

// Texts are created beforehand: generating them would take the load generator longer than the floor takes to store them.
const texts = Array.from({ length: 64 }, (_, index) => markdown(randomFrom(index), bodyLength))

let created = 0
const versions = new Uint32Array(articleCount).fill(1)

const textFrom = (random: Random) => texts[pick(random, texts.length)] ?? ''

function threeTags(random: Random): string[] {
  const first = pick(random, tagNames.length)
  return [0, 7, 19].map((step) => tagNames[(first + step) % tagNames.length] ?? '')
}

export const workloads: readonly Workload[] = [
  {
    name: 'get',
    about: 'article by slug, with author and tags',
    isWrite: false,
    next: ({ random }) => {
      const slug = articleSlug(pick(random, articleCount))
      return {
        kind: 'query',
        procedure: 'articles.get',
        input: { slug },
        rest: { method: 'GET', path: `articles/by-slug/${slug}` },
        conduitPath: `articles/${slug}`,
        floorPath: '/get',
      }
    },
  },
  {
    name: 'list',
    about: 'newest 20, with author, tags and total',
    isWrite: false,
    next: () => list(),
  },
  {
    name: 'tag',
    about: 'newest 20 of a tag, the same',
    isWrite: false,
    next: ({ random }) => list(tagNames[pick(random, tagNames.length)]),
  },
  {
    name: 'me',
    about: 'who am I, signed in',
    isWrite: false,
    next: ({ random }) => ({
      kind: 'query',
      procedure: 'users.me',
      input: undefined,
      rest: { method: 'GET', path: 'users/me' },
      conduitPath: 'user',
      floorPath: '/me',
      user: pick(random, userCount),
    }),
  },
  {
    name: 'create',
    about: 'create an article with 3 tags, signed in',
    isWrite: true,
    next: ({ random }) => {
      const input = {
        title: `${phrase(random, 5)} new ${++created}`,
        description: phrase(random, 12),
        body: textFrom(random),
        tags: threeTags(random),
      }
      return {
        kind: 'mutation',
        procedure: 'articles.create',
        input,
        rest: { method: 'POST', path: 'articles', body: input },
        floorPath: '/create',
        user: pick(random, userCount),
      }
    },
  },
  {
    name: 'update',
    about: 'update of an own article, signed in',
    isWrite: true,
    next: ({ random, connection, connections }) => {
      const index = pick(random, Math.floor(articleCount / connections)) * connections + connection
      const id = articleId(index)
      const version = versions[index] ?? 0
      const change = { title: phrase(random, 6), description: phrase(random, 12), body: textFrom(random) }
      return {
        kind: 'mutation',
        procedure: 'articles.update',
        input: { id, version, ...change },
        rest: { method: 'PATCH', path: `articles/${id}`, headers: `if-match: "v${version}"\r\n`, body: change },
        floorPath: '/update',
        user: authorOf(index),
        onSuccess: () => {
          versions[index] = version + 1
        },
      }
    },
  },
]
