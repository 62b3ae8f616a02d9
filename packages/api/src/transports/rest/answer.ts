import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { slices } from '@plinth/bounds/slices'
import { PlinthError } from '@plinth/core/errors'
import { WrittenPage } from '../../kit/resource/written-page.ts'
import { compressed } from '../compress.ts'
import { jsonText } from '../json-text.ts'
import { pipeToClient } from '../pipe-to-client.ts'
import type { HttpCall } from '../request.ts'
import { textPieces } from '../text-pieces.ts'
import { restPath } from './base-path.ts'
import type { ConstantText } from './constant-text.ts'
import { encodedTag, etagOf, isKnown, versionTag } from './etag.ts'
import type { Read } from './input.ts'
import { type Asked, type Problem, problemOf } from './problem.ts'
import { kebab, type Route } from './routes.ts'

type Exchange = Pick<HttpCall, 'req' | 'res' | 'caller'>

/** The request headers on which an answer depends, besides the URL. */
const vary = 'accept, accept-encoding, authorization, cookie, origin, prefer'

/** Sends the result of a procedure. */
export async function answerData(
  exchange: Exchange,
  data: unknown,
  { route, read, asked }: { route: Route; read: Read; asked: Asked },
): Promise<void> {
  const { res } = exchange
  const row: Partial<Record<string, unknown>> = typeof data === 'object' && data !== null ? { ...data } : {}
  if (read.count && row.total !== null) {
    res.setHeader('preference-applied', `count=${read.count}`)
    res.setHeader('total-count', String(row.total))
  }
  if (route.method === 'GET' && 'nextCursor' in row) res.setHeader('link', links(asked, row.nextCursor))
  if (row.isCommitted === false) {
    const error = new PlinthError('NOT_COMMITTED')
    return sendProblem(exchange, { ...problemOf(error, asked), results: row.results })
  }
  if (route.status === 201) res.setHeader('location', `${restPath}/${kebab(route.noun)}/${String(row.id)}`)
  if (route.status === 204 || data === undefined) {
    res.writeHead(204, { vary }).end()
    return
  }
  const text = data instanceof WrittenPage ? data.json() : await jsonText(data, exchange.caller.address)
  const version = Number.isInteger(row.version) ? Number(row.version) : undefined
  if (route.method === 'GET') {
    // Only the client itself may cache it, and must revalidate it each time.
    res.setHeader('cache-control', 'private, no-cache')
    const etag = etagOf(text, version)
    if (isKnown(exchange.req.headers['if-none-match'], etag)) {
      res.writeHead(304, { etag, vary }).end()
      return
    }
    return send(exchange, text, { status: 200, type: 'application/json', etag })
  }
  const etag = version === undefined ? undefined : versionTag(version)
  return send(exchange, text, { status: route.status, type: 'application/json', etag })
}

/** Sends an error of the error table as `application/problem+json`. */
export async function answerProblem(exchange: Exchange, error: PlinthError, asked: Asked): Promise<void> {
  const { req, res } = exchange
  if (error.retryAfterSeconds !== undefined) res.setHeader('retry-after', String(error.retryAfterSeconds))
  if (error.status === 401) res.setHeader('www-authenticate', challengeTo(req))
  return sendProblem(exchange, problemOf(error, asked))
}

/** Whether credentials are missing, or those that were sent are invalid (RFC 6750, section 3). */
const challengeTo = ({ headers }: IncomingMessage) =>
  /^Bearer\b/i.test(headers.authorization ?? '') ? 'Bearer error="invalid_token"' : 'Bearer'

function sendProblem(exchange: Exchange, problem: Problem & { results?: unknown }): Promise<void> {
  const { status } = problem
  return send(exchange, JSON.stringify(problem), { status, type: 'application/problem+json', etag: undefined })
}

/** Characters that are sent without a pause. */
const maxAtOnce = 256 * 1_024

export interface Sending {
  status: number
  type: string
  etag: string | undefined
}

/** Sends a text, compressed if worthwhile; for HEAD only its headers. */
export async function send(
  { req, res, caller }: Exchange,
  text: string | ConstantText,
  { status, type, etag }: Sending,
): Promise<void> {
  const { body, encoding } = await (typeof text === 'string' ? compressed(req, text) : text.body(req))
  res.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    vary,
    ...(encoding && { 'content-encoding': encoding }),
    ...(etag !== undefined && { etag: encodedTag(etag, encoding) }),
  })
  if (req.method === 'HEAD') return void res.end()
  if (typeof body !== 'string' || body.length <= maxAtOnce) return void res.end(body)
  const pieces = textPieces([body], slices.begin(caller.address))
  await pipeToClient(Readable.from(pieces, { highWaterMark: 1 }), [], res)
}

/** Many clients accept 16,384 characters for all headers of an answer together, and many proxies 8,192. */
const maxLinks = 6_000

/**
 * Links to the next page and the first one (RFC 8288), based on the URL of this one. Both repeat its whole query: if it is long, the link to the first
 * page, which the client already knows, is omitted. The next page adds at most `maxCursor` characters to the query that was sent.
 */
function links({ path, search }: Asked, next: unknown): string {
  // Kept exactly as sent: re-encoding would turn the commas that separate a list into commas within a value.
  const kept = search.split('&').filter((part) => part !== '' && !/^(?:cursor|offset)(?:=|$)/.test(part))
  const link = (parts: readonly string[], rel: string) =>
    `<${path}${parts.length > 0 ? `?${parts.join('&').replace(/[<>]/g, encodeURIComponent)}` : ''}>; rel="${rel}"`
  const first = link(kept, 'first')
  if (typeof next !== 'string') return first
  const following = link([...kept, `cursor=${encodeURIComponent(next)}`], 'next')
  const both = `${first}, ${following}`
  return both.length <= maxLinks ? both : following
}
