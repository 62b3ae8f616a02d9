import { createTRPCClient, httpLink, type TRPCClient } from '@trpc/client'
import superjson from 'superjson'
import type { AppRouter } from '../router.ts'

export interface TestClientOptions {
  /** The network address that the client seems to come from; one of its own unless given. */
  address?: string
  /** Sent as `Authorization: Bearer …`; such a client keeps no cookie. */
  bearer?: string
  userAgent?: string
  /** Cookies to begin with, by name. */
  cookies?: ReadonlyMap<string, string>
  /** Learns of each token and password that passes. */
  keepSecret?: (secret: string) => void
}

/** A client as a browser or a program is one: typed, with its cookie, from its own address. */
export interface TestClient {
  readonly api: TRPCClient<AppRouter>
  readonly url: string
  readonly address: string
  /** The session token in the cookie. */
  readonly token: string | undefined
  /** The attributes of each cookie that was set, as sent. */
  readonly setCookies: readonly string[]
  /** The headers that go with each request. */
  headers(): Record<string, string>
  fetch(path: string, init?: RequestInit): Promise<Response>
  /** Another client, of another server if need be, with the same cookie or token; what it does leaves this one as it is. */
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
        // tRPC types fetch by what it needs of it; what it gives is what fetch takes.
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
