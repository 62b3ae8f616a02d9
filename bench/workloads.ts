import { articleCount, articleId, articleSlug, authorOf, bodyLength, sessionToken, userCount } from './data.ts'
import { pick, type Random, randomFrom } from './random.ts'
import { markdown, phrase, tagNames } from './text.ts'

export const targets = ['plinth', 'floor'] as const
export type Target = (typeof targets)[number]

/** One request, as a question to either of the two. */
export interface Question {
  kind: 'query' | 'mutation'
  procedure: string
  /** Where the floor answers the same, if it does. */
  floorPath?: string
  input: unknown
  /** Number of the user who is signed in. */
  user?: number
  /** The answer was a success. */
  onSuccess?(): void
}

export interface Draw {
  random: Random
  /** Number of the connection, and of how many: changes go to rows of their own. */
  connection: number
  connections: number
}

export interface Workload {
  name: string
  about: string
  isWrite: boolean
  next(draw: Draw): Question
}

const list = (filter: object) =>
  ({
    kind: 'query',
    procedure: 'articles.list',
    floorPath: '/list',
    input: { filter: { publishedAt: { not: null }, ...filter }, sort: ['-createdAt'], total: 'exact' },
  }) as const

// Texts are made beforehand: drawing them would take the load generator longer than the floor takes to store them.
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
    next: ({ random }) => ({
      kind: 'query',
      procedure: 'articles.get',
      floorPath: '/get',
      input: { slug: articleSlug(pick(random, articleCount)) },
    }),
  },
  {
    name: 'list',
    about: 'newest 20, with author, tags and total',
    isWrite: false,
    next: () => list({}),
  },
  {
    name: 'tag',
    about: 'newest 20 of a tag, the same',
    isWrite: false,
    next: ({ random }) => list({ tags: { has: tagNames[pick(random, tagNames.length)] } }),
  },
  {
    name: 'me',
    about: 'who am I, signed in',
    isWrite: false,
    next: ({ random }) => ({
      kind: 'query',
      procedure: 'users.me',
      floorPath: '/me',
      input: undefined,
      user: pick(random, userCount),
    }),
  },
  {
    name: 'create',
    about: 'create an article with 3 tags, signed in',
    isWrite: true,
    next: ({ random }) => ({
      kind: 'mutation',
      procedure: 'articles.create',
      floorPath: '/create',
      input: {
        title: `${phrase(random, 5)} new ${++created}`,
        description: phrase(random, 12),
        body: textFrom(random),
        tags: threeTags(random),
      },
      user: pick(random, userCount),
    }),
  },
  {
    name: 'update',
    about: 'update of an own article, signed in',
    isWrite: true,
    next: ({ random, connection, connections }) => {
      const index = pick(random, Math.floor(articleCount / connections)) * connections + connection
      return {
        kind: 'mutation',
        procedure: 'articles.update',
        floorPath: '/update',
        input: {
          id: articleId(index),
          version: versions[index],
          title: phrase(random, 6),
          description: phrase(random, 12),
          body: textFrom(random),
        },
        user: authorOf(index),
        onSuccess: () => {
          versions[index] = (versions[index] ?? 0) + 1
        },
      }
    },
  },
]

/** The bytes of a request. The floor takes the plain input, Plinth what a client of tRPC with superjson sends. */
export function requestOf(
  target: Target,
  { kind, procedure, floorPath = '', input, user }: Question,
  port: number,
): string {
  const path = target === 'plinth' ? `/api/trpc/${procedure}` : floorPath
  const sent = input === undefined ? '' : JSON.stringify(target === 'plinth' ? { json: input } : input)
  const host = `127.0.0.1:${port}`
  const cookie = user === undefined ? '' : `cookie: next-auth.session-token=${sessionToken(user)}\r\n`
  if (kind === 'query') {
    const query = sent === '' ? '' : `?input=${encodeURIComponent(sent)}`
    return `GET ${path}${query} HTTP/1.1\r\nhost: ${host}\r\n${cookie}\r\n`
  }
  const origin = `origin: http://${host}\r\n`
  const type = `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(sent)}\r\n`
  return `POST ${path} HTTP/1.1\r\nhost: ${host}\r\n${cookie}${origin}${type}\r\n${sent}`
}
