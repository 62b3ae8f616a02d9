import { createTRPCClient, httpLink, type TRPCClient } from '@trpc/client'
import superjson from 'superjson'
import type { AppRouter } from '../router.ts'

export interface TestClientOptions {
  /** The network address that the client appears to have; a unique one unless given. */
  address?: string
  /** Sent as `Authorization: Bearer …`; such a client keeps no cookie. */
  bearer?: string
  userAgent?: string
  /** Cookies to begin with, by name. */
  cookies?: ReadonlyMap<string, string>
  /** Called with each token and password that is sent or received. */
  keepSecret?: (secret: string) => void
}

/** A client that behaves like a browser or a program: typed, with a cookie, and with its own address. */
export interface TestClient {
  readonly api: TRPCClient<AppRouter>
  readonly url: string
  readonly address: string
  /** The session token in the cookie. */
  readonly token: string | undefined
  /** The attributes of each cookie that was set, as sent. */
  readonly setCookies: readonly string[]
  /** The headers sent with each request. */
  headers(): Record<string, string>
  fetch(path: string, init?: RequestInit): Promise<Response>
  /** Another client, of another server if given, with the same cookie or token; its calls do not affect this one. */
  copy(otherUrl?: string): TestClient
}

let clients = 0

/** A client of the server at `url`. */
export function connect(url: string, options: TestClientOptions = {}): TestClient {
  const { bearer, keepSecret, userAgent } = options
  clients++
  const address = options.address ?? `10.${(clients >> 16) & 255}.${(clients >> 8) & 255}.${clients & 255}`
  const setCookies: string[] = []
  const cookies = new Map(options.cookies)
  const sessionName = () => [...cookies.keys()].find((name) => name.endsWith('plinth-session')) ?? ''

  const headers = () => ({
    origin: url,
    'x-forwarded-for': address,
    ...(userAgent !== undefined && { 'user-agent': userAgent }),
    ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
    ...(cookies.size > 0 && { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') }),
  })
  const fetchPath = async (path: string, init: RequestInit = {}) => {
    const sent = new Headers(init.headers)
    for (const [name, value] of Object.entries(headers())) if (!sent.has(name)) sent.set(name, value)
    const response = await fetch(new URL(path, url), { ...init, headers: sent })
    for (const line of response.headers.getSetCookie()) {
      setCookies.push(line)
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '') cookies.delete(name)
      else cookies.set(name, value)
      if (value !== '') keepSecret?.(value)
    }
    return response
  }
  const api = createTRPCClient<AppRouter>({
    links: [
      httpLink({
        url: `${url}/api/trpc`,
        transformer: superjson,
        // tRPC declares only the part of fetch's type that it uses; the values that it passes are valid for fetch.
        fetch: (path, init) => fetchPath(String(path), init as RequestInit),
      }),
    ],
  })
  return {
    api,
    url,
    address,
    setCookies,
    headers,
    fetch: fetchPath,
    copy: (otherUrl = url) => connect(otherUrl, { ...options, cookies }),
    get token() {
      return cookies.get(sessionName())
    },
  }
}
