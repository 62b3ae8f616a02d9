import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AuthCookie, AuthCookies } from '../kit/auth-adapter.ts'
import type { SessionHandle } from '../kit/session.ts'

/** The purposes of Plinth's cookies. NextAuth manages all except session and device, while a user signs in or out through its routes. */
type CookiePurpose = 'session' | 'device' | 'callback' | 'csrf' | 'pkce' | 'state' | 'nonce'

/**
 * The name of a cookie. Over https the prefix `__Host-` makes browsers reject a cookie of this name that another host of the domain or a plain http page
 * sets (RFC 6265bis, section 4.1.3.2). No other name may begin with the session cookie's name: NextAuth would treat that cookie as a chunk of it.
 */
export function cookieName(purpose: CookiePurpose, isSecure: boolean): string {
  return `${isSecure ? '__Host-' : ''}plinth-${purpose}`
}

/** The `Set-Cookie` value that sets a cookie for `seconds`; an empty value deletes it. */
export function cookieLine(purpose: CookiePurpose, { value, seconds, isSecure }: CookieToSet): string {
  const expires = new Date(value === '' ? 0 : Date.now() + seconds * 1_000).toUTCString()
  const secure = isSecure ? '; Secure' : ''
  return `${cookieName(purpose, isSecure)}=${value}; Path=/; Expires=${expires}; HttpOnly; SameSite=Lax${secure}`
}

interface CookieToSet {
  value: string
  seconds: number
  isSecure: boolean
}

/** The value of a cookie in a `Cookie` header. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  if (header === undefined) return undefined
  for (const part of header.split(';')) {
    const at = part.indexOf('=')
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim() || undefined
  }
  return undefined
}

/** The credential of a request: a program sends `Authorization: Bearer …` (`token` is undefined when it is malformed), a browser sends its cookie. */
export type Credential = { kind: 'bearer'; token: string | undefined } | { kind: 'cookie'; token: string }

/** Other `Authorization` schemes are ignored: a proxy may require a password of its own. */
export function readCredential(headers: IncomingMessage['headers'], isSecure: boolean): Credential | undefined {
  const bearer = /^Bearer(?: +(.*))?$/i.exec(headers.authorization ?? '')
  if (bearer) return { kind: 'bearer', token: /^[\w-]{20,200}$/.exec(bearer[1] ?? '')?.[0] }
  const token = readCookie(headers.cookie, cookieName('session', isSecure))
  return token === undefined ? undefined : { kind: 'cookie', token }
}

/** How long a browser keeps the session cookie: 400 days, the maximum that browsers allow. The session itself ends when its row expires. */
const cookieSeconds = 400 * 86_400

/** The cookies in the form of NextAuth's options: it reads and clears the session cookie that `sessionCookie` sets. */
export function authCookies(isSecure: boolean): AuthCookies {
  const cookie = (purpose: CookiePurpose): AuthCookie => ({
    name: cookieName(purpose, isSecure),
    options: { httpOnly: true, sameSite: 'lax', path: '/', secure: isSecure },
  })
  return {
    maxAgeSeconds: cookieSeconds,
    names: {
      sessionToken: cookie('session'),
      callbackUrl: cookie('callback'),
      csrfToken: cookie('csrf'),
      pkceCodeVerifier: cookie('pkce'),
      state: cookie('state'),
      nonce: cookie('nonce'),
    },
  }
}

/** Sets and clears the session cookie on a response. */
export function sessionCookie(res: ServerResponse, isSecure: boolean): SessionHandle {
  return {
    assertWritable() {
      if (!res.headersSent) return
      throw new Error('The response has begun, so the session cookie cannot be set: do not stream this call.')
    },
    write(token) {
      res.appendHeader('set-cookie', cookieLine('session', { value: token ?? '', seconds: cookieSeconds, isSecure }))
    },
  }
}
