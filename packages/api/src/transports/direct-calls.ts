import type { IncomingMessage } from 'node:http'
import { type Procedure, procedures } from './procedures.ts'

/** The calls of a request that is answered without tRPC's handler. */
export interface DirectCalls {
  type: 'query' | 'mutation'
  /** A path that names no procedure has none; the other calls of its batch are still answered. */
  calls: readonly { path: string; procedure: Procedure | undefined }[]
  /** A batch is answered with a list, even if it has only one call. */
  isBatch: boolean
  /** The JSON text of the input; undefined when there is none. Throws URIError when it cannot be decoded. */
  input: () => string | undefined
}

export interface DirectRequest {
  path: string
  /** The body of a POST as text. */
  body: string | undefined
  maxBatchSize: number
}

/**
 * Reads the calls of a request that are answered here: `GET articles.get?input=…`, `POST articles.create` with JSON, and every batch of queries or of
 * mutations. The rest (streams, batches that tRPC refuses, other methods and types) is left to tRPC's own handler; the answers here equal its answers byte
 * for byte. Bypassing its `Request` and `Response` saves about half of the CPU time of a small call. tRPC's handler also serializes the answers of a batch
 * in one piece of work: with 20 lists of 100 rows it blocked the event loop for 170 ms.
 */
export function readDirectCalls(req: IncomingMessage, request: DirectRequest): DirectCalls | undefined {
  if (isStream(req) || !isJson(req)) return undefined
  const url = req.url ?? ''
  const at = url.indexOf('?')
  const query = at < 0 ? '' : url.slice(at + 1)
  return readSingle(req, request, query) ?? readBatch(req, request, query)
}

function readSingle(req: IncomingMessage, { path, body }: DirectRequest, query: string): DirectCalls | undefined {
  const procedure = procedures.get(path)
  const calls = [{ path, procedure }]
  if (procedure?._def.type === 'query' && req.method === 'GET' && (query === '' || /^input=[^&]*$/.test(query))) {
    const input = () => (query === '' ? undefined : decodeURIComponent(query.slice(6).replaceAll('+', ' ')))
    return { type: 'query', calls, isBatch: false, input }
  }
  if (procedure?._def.type === 'mutation' && req.method === 'POST' && query === '') {
    return { type: 'mutation', calls, isBatch: false, input: () => body }
  }
  return undefined
}

function readBatch(req: IncomingMessage, request: DirectRequest, query: string): DirectCalls | undefined {
  const parameters = new URLSearchParams(query)
  if (parameters.get('batch') !== '1' || (req.method !== 'GET' && req.method !== 'POST')) return undefined
  const paths = splitPath(request.path)
  if (paths.length > request.maxBatchSize) return undefined
  const calls = paths.map((path) => ({ path, procedure: procedures.get(path) }))
  const [type, another] = new Set(calls.flatMap(({ procedure }) => procedure?._def.type ?? []))
  if (another !== undefined || type === undefined || type === 'subscription') return undefined
  // A query whose URL would be too long is sent as a POST. tRPC refuses a mutation sent as a GET.
  if (type === 'mutation' && req.method === 'GET') return undefined
  return {
    type,
    calls,
    isBatch: true,
    input: () => (req.method === 'GET' ? parameters.get('input') || undefined : request.body),
  }
}

/** tRPC decodes the path before splitting it: `a%2Cb` names two calls. A path that cannot be decoded is left to tRPC, which refuses it. */
export function splitPath(path: string): string[] {
  try {
    return decodeURIComponent(path).split(',')
  } catch {
    return [path]
  }
}

const jsonl = 'application/jsonl'

/** Whether the client accepts the answers of a batch one by one. tRPC interprets the two headers in the same way. */
function isStream({ headers }: IncomingMessage): boolean {
  const asked = headers['trpc-accept']
  if (asked !== undefined) return String(asked).trim() === jsonl
  return headers.accept?.split(',').some((type) => type.trim() === jsonl) ?? false
}

/** tRPC treats a GET without a content type as JSON. */
function isJson({ method, headers }: IncomingMessage): boolean {
  const type = headers['content-type']
  if (type === undefined) return method === 'GET'
  return type.split(';', 1)[0]?.trim().toLowerCase() === 'application/json'
}
