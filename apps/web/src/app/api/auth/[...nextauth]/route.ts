import type { Runtime } from '@plinth/api'
import type { NextRequest } from 'next/server'
import NextAuth from 'next-auth'

/** NextAuth's end points over our sessions. It has no provider yet: signing in with a password is `sessions.signIn`. */
async function handle(request: NextRequest, context: { params: Promise<{ nextauth: string[] }> }): Promise<Response> {
  // The composition root put it there before it let the first request in.
  const { auth } = Reflect.get(globalThis, Symbol.for('plinth.runtime')) as Runtime
  return NextAuth(request, context, {
    adapter: auth.adapter,
    secret: auth.secret,
    useSecureCookies: auth.isSecure,
    session: { strategy: 'database', maxAge: 30 * 86_400 },
    providers: [],
    callbacks: {
      session: ({ session, user }) => ({
        ...session,
        user: { id: user.id, name: user.name ?? null, email: user.email, image: user.image ?? null },
      }),
    },
  })
}

export { handle as GET, handle as POST }
