import type { Runtime } from '@plinth/api'
import type { NextRequest } from 'next/server'
import NextAuth from 'next-auth'

/** NextAuth's end points over our sessions. It has no provider yet: signing in with a password is `sessions.signIn`. */
async function handle(request: NextRequest, context: { params: Promise<{ nextauth: string[] }> }): Promise<Response> {
  if (!(await isReadable(request)))
    return new Response('Expected JSON whose csrfToken and callbackUrl are texts.\n', { status: 400 })
  // The composition root set it before it accepted the first request.
  const { auth } = Reflect.get(globalThis, Symbol.for('plinth.runtime')) as Runtime
  const adapter = auth.adapter(request.headers)
  const failures: unknown[] = []
  const deleteSession = (token: string) =>
    adapter.deleteSession(token).catch((error: unknown) => {
      failures.push(error)
      throw error
    })
  const answer = await NextAuth(request, context, {
    adapter: { ...adapter, deleteSession },
    secret: auth.secret,
    useSecureCookies: auth.isSecure,
    cookies: auth.cookies.names,
    session: { strategy: 'database', maxAge: auth.cookies.maxAgeSeconds },
    providers: [],
    callbacks: {
      session: ({ session, user }) => ({
        ...session,
        user: { id: user.id, name: user.name ?? null, email: user.email, image: user.image ?? null },
      }),
    },
  })
  // NextAuth clears the cookie even when the session could not be ended, which would stay valid without the user's knowledge.
  return failures.length === 0 ? answer : stillSignedIn()
}

/** Whether NextAuth can read the body: it fails on invalid JSON, and on fields of its own that are not text. */
async function isReadable(request: NextRequest): Promise<boolean> {
  if (request.method !== 'POST' || !request.headers.get('content-type')?.includes('application/json')) return true
  const body: unknown = await request
    .clone()
    .json()
    .catch(() => undefined)
  if (typeof body !== 'object' || body === null) return false
  return ['csrfToken', 'callbackUrl'].every((name) => ['undefined', 'string'].includes(typeof Reflect.get(body, name)))
}

function stillSignedIn(): Response {
  const text = 'You are still signed in, because the session could not be ended. Try again shortly.\n'
  return new Response(text, { status: 503, headers: { 'content-type': 'text/plain', 'retry-after': '2' } })
}

export { handle as GET, handle as POST }
