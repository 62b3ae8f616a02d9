import { createHash, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { parseArgs } from 'node:util'
import { cookieName } from '@plinth/api/identity/cookie'
import pg from 'pg'
import { floorSql } from './floor-sql.ts'

// The floor: the cost of the same answers with only node:http, pg, one prepared statement and JSON.stringify.
const { values: flags } = parseArgs({ options: { database: { type: 'string' }, connections: { type: 'string' } } })
const pool = new pg.Pool({
  connectionString: flags.database,
  max: Number(flags.connections),
  idleTimeoutMillis: 60_000,
})

// Only the load generator sends requests, so their shape is known.
interface Input {
  slug: string
  filter: { tags?: { has: string } }
  id: string
  version: number
  title: string
  description: string
  body: string
  tags: string[]
}

type Row = Record<string, unknown> & { createdAt: Date; id: string; total: number }

async function query(name: keyof typeof floorSql, values: unknown[]): Promise<Row[]> {
  return (await pool.query<Row>({ name, text: floorSql[name], values })).rows
}

const answers: Record<string, (input: Input, tokenHash: string) => Promise<unknown>> = {
  '/get': async ({ slug }) => {
    const [row] = await query('get', [slug])
    return row && article(row)
  },
  '/list': async ({ filter: { tags } }) => {
    const rows = tags === undefined ? await query('list', []) : await query('tag', [tags.has])
    const total = rows[0]?.total ?? 0
    const last = rows.at(-1)
    return {
      items: rows.map(({ total: _, ...row }) => article(row)),
      nextCursor:
        last && total > 20
          ? Buffer.from(JSON.stringify([last.createdAt.getTime(), last.id])).toString('base64url')
          : null,
      total,
      isTotalExact: true,
    }
  },
  '/me': async (_, tokenHash) => (await query('me', [tokenHash]))[0],
  '/create': async ({ title, description, body, tags }, tokenHash) => {
    const id = randomUUID()
    const slug = `${title.toLowerCase().replace(/[^a-z0-9]+/g, '-')}-${id.slice(-12)}`
    const values = [tokenHash, id, slug, title, description, body, tags, tags.map(() => randomUUID())]
    return (await query('create', values))[0]
  },
  '/update': async ({ id, version, title, description, body }, tokenHash) =>
    (await query('update', [tokenHash, id, version, title, description, body]))[0],
}

/** For anonymous callers, who cannot have marked the article or follow its author. */
function article({ authorId, username, name, picture, bio, ...row }: Record<string, unknown>) {
  return { ...row, isFavorite: false, author: { id: authorId, username, name, picture, bio, isFollowed: false } }
}

const sessionToken = new RegExp(`${cookieName('session', false)}=([\\w-]+)`)

function tokenHashOf(req: IncomingMessage): string {
  const token = sessionToken.exec(req.headers.cookie ?? '')?.[1]
  return token === undefined ? '' : createHash('sha256').update(token).digest('base64url')
}

function inputOf(req: IncomingMessage, search: string): string | Promise<string> {
  if (req.method === 'GET') return search === '' ? '{}' : decodeURIComponent(search.slice('?input='.length))
  return new Promise((resolve, reject) => {
    let body = ''
    req.setEncoding('utf8')
    req.on('data', (part: string) => {
      body += part
    })
    req.on('end', () => resolve(body)).on('error', reject)
  })
}

async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const url = req.url ?? ''
  const at = url.indexOf('?')
  const [path, search] = at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at)]
  const input: Input = JSON.parse(await inputOf(req, search))
  const found = await answers[path]?.(input, tokenHashOf(req))
  const body = Buffer.from(JSON.stringify(found ?? null))
  res.writeHead(found ? 200 : 404, { 'content-type': 'application/json', 'content-length': body.length }).end(body)
}

const server = createServer((req, res) => {
  answer(req, res).catch((error: unknown) => res.writeHead(500).end(String(error)))
})
process.on('disconnect', () => process.exit())
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (typeof address === 'object') process.send?.(address?.port)
})
