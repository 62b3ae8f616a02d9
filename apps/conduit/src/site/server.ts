import { resolve } from 'node:path'
import type { Visitor } from '../visitor.ts'
import { readBuild } from './server/build-output.ts'
import { codingFor, compress } from './server/compress.ts'
import { contentPolicy, documentOf } from './server/document.ts'

export interface SiteOptions {
  /** Markdown as safe HTML. */
  readonly markdown: (source: string) => Promise<string>
  /** Answers requests to /api: the API in this process, or a client of a remote one. */
  readonly fetch: (request: Request) => Response | Promise<Response>
  /** Public address of the site: canonical addresses begin with it, whatever the Host header of a request. */
  readonly publicUrl: string
  /** The build output; that of `npm run build` by default. */
  readonly folder?: string
}

const nobody: Visitor = { passedOn: {}, inTurn: (make) => make() }

const built = resolve(import.meta.dirname, '../../dist')

const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-cache',
  'content-security-policy': contentPolicy,
  'referrer-policy': 'strict-origin-when-cross-origin',
  'x-content-type-options': 'nosniff',
  vary: 'accept-encoding',
}

/**
 * The pages of Conduit: everything but /api. Pages are rendered for an anonymous reader; the browser sends the token of the signed-in
 * user to the API only. Built files are answered at once, pages in their turn.
 * @throws Error when the site has not been built
 */
export async function createSite({
  markdown,
  fetch,
  publicUrl,
  folder = built,
}: SiteOptions): Promise<(request: Request, visitor?: Visitor) => Promise<Response>> {
  const { render, assets, links } = await readBuild(folder)
  const { origin } = new URL(publicUrl)
  return async (request, { passedOn, inTurn } = nobody) => {
    const url = new URL(request.url)
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return new Response(null, { status: 405, headers: { allow: 'GET, HEAD' } })
    }
    const asset = assets(request, url.pathname)
    if (asset) return asset
    const send = async (path: string, init: RequestInit) => {
      const headers = { ...Object.fromEntries(new Headers(init.headers)), ...passedOn }
      return fetch(new Request(new URL(path, url), { ...init, headers }))
    }
    return inTurn(async () => {
      const page = await render(url, { send, markdown })
      return answer(request, page.status, documentOf(page, new URL(origin + url.pathname + url.search), links))
    })
  }
}

async function answer(request: Request, status: number, html: string): Promise<Response> {
  const body = new TextEncoder().encode(html)
  const coding = codingFor(request)
  const headers = new Headers(pageHeaders)
  if (coding) headers.set('content-encoding', coding)
  // The API is not available: the same wait as in an answer of the API that knows no better time.
  if (status === 503) headers.set('retry-after', '2')
  const sent = coding ? await compress(body, coding, 'each') : body
  return new Response(request.method === 'HEAD' ? null : new Uint8Array(sent), { status, headers })
}
