import type { IncomingMessage, ServerResponse } from 'node:http'
import type { SessionHandle } from '../kit/session.ts'

/** The cookie that NextAuth reads too. */
function sessionCookieName(isSecure: boolean): string {
  return isSecure ? '__Secure-next-auth.session-token' : 'next-auth.session-token'
}

/** The value of a cookie in a `Cookie` header. */
function readCookie(header: string | undefined, name: string): string | undefined {
  if (header === undefined) return undefined
  for (const part of header.split(';')) {
    const at = part.indexOf('=')
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim() || undefined
  }
  return undefined
}

/** By what a request says whose it is: a program by `Authorization: Bearer …`, undefined where that is no token at all; a browser by its cookie. */
export type Credential = { kind: 'bearer'; token: string | undefined } | { kind: 'cookie'; token: string }

/** Other schemes of `Authorization` are not ours: a proxy may ask for a password of its own. */
export function readCredential(headers: IncomingMessage['headers'], isSecure: boolean): Credential | undefined {
  const bearer = /^Bearer(?: +(.*))?$/i.exec(headers.authorization ?? '')
  if (bearer) return { kind: 'bearer', token: /^[\w-]{20,200}$/.exec(bearer[1] ?? '')?.[0] }
  const token = readCookie(headers.cookie, sessionCookieName(isSecure))
  return token === undefined ? undefined : { kind: 'cookie', token }
}

/** As long as browsers keep one. When a session ends, its row says, whose end moves with use; a cookie cannot follow that. */
const cookieDays = 400

/** Sets and clears the session cookie on a response. */
export function sessionCookie(res: ServerResponse, isSecure: boolean): SessionHandle {
  return {
    assertWritable() {
      if (!res.headersSent) return
      throw new Error('The response has begun, so the session cookie cannot be set: do not stream this call.')
    },
    write(token) {
      const expires = new Date(token === null ? 0 : Date.now() + cookieDays * 86_400_000).toUTCString()
      const value = `${sessionCookieName(isSecure)}=${token ?? ''}`
      const secure = isSecure ? '; Secure' : ''
      res.appendHeader('set-cookie', `${value}; Path=/; Expires=${expires}; HttpOnly; SameSite=Lax${secure}`)
    },
  }
}
