import { expect, test } from 'vitest'
import { createAsk } from './ask.ts'

/** A keeper of one token, and an API that accepts no token. */
function refusing(path: string) {
  let token: string | null = 'expired'
  const sent: (string | null)[] = []
  const ask = createAsk(
    async (_, init) => {
      const authorization = new Headers(init.headers).get('authorization')
      sent.push(authorization)
      if (authorization === null) return Response.json({ tags: [] })
      return Response.json({ errors: { token: ['is invalid'] } }, { status: 401 })
    },
    {
      token: () => token,
      refused: () => {
        token = null
      },
    },
  )
  return { sent, token: () => token, get: () => ask({ path }), post: () => ask({ method: 'POST', path }) }
}

test('a read with a refused token drops it and is repeated without', async () => {
  const api = refusing('/tags')
  await expect(api.get()).resolves.toEqual({ tags: [] })
  expect(api.sent).toEqual(['Token expired', null])
  expect(api.token()).toBeNull()
})

test('a write with a refused token is not repeated', async () => {
  const api = refusing('/articles')
  await expect(api.post()).rejects.toMatchObject({ failure: { status: 401 } })
  expect(api.sent).toEqual(['Token expired'])
  expect(api.token()).toBeNull()
})

test('what is asked of the own account leaves the token to the session', async () => {
  const api = refusing('/user')
  await expect(api.get()).rejects.toMatchObject({ failure: { status: 401 } })
  expect(api.token()).toBe('expired')
})

test('no answer is told as one that a person can act on', async () => {
  const ask = createAsk(() => Promise.reject(new TypeError('fetch failed')), { token: () => null, refused: () => {} })
  await expect(ask({ path: '/tags' })).rejects.toMatchObject({ failure: { status: 0 }, message: /^Unable to connect/ })
})
