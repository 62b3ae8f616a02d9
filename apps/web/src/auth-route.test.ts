import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPool } from '@plinth/db/pool'
import { createTestDatabase } from '@plinth/db/testing/create-test-database'
import { freePort } from '@plinth/db/testing/free-port'
import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'
import { type PlinthProcess, spawnPlinth, untilReady } from './testing/plinth-process.ts'

const folder = await mkdtemp(join(tmpdir(), 'plinth-auth-'))
const { url: databaseUrl, ownerUrl, drop } = await createTestDatabase()
// It also changes a table, which the program's role may not do.
const pool = createPool({ url: ownerUrl })
afterAll(async () => {
  await pool.end()
  await drop()
  await rm(folder, { recursive: true, force: true })
})

/** The whole program, with Next and NextAuth in it. */
async function start(settings: Record<string, string> = {}): Promise<PlinthProcess> {
  await using parts = new AsyncDisposableStack()
  const plinth = parts.use(
    spawnPlinth({
      PORT: await freePort(),
      HOST: '127.0.0.1',
      DATA_DIR: folder,
      DATABASE_URL: databaseUrl,
      ...settings,
    }),
  )
  await untilReady(plinth)
  parts.move()
  return plinth
}

/** As much of a browser as NextAuth's routes need: it stores every cookie that it receives. */
function browserAt(url: string, origin = url) {
  const cookies = new Map<string, string>()
  const lines: string[] = []
  return {
    cookies,
    /** Each cookie that was set, with its attributes. */
    lines,
    async send(path: string, body?: { json: unknown } | URLSearchParams): Promise<Response> {
      const cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
      const isForm = body instanceof URLSearchParams
      const response = await fetch(url + path, {
        headers: { origin, cookie, ...(body && !isForm && { 'content-type': 'application/json' }) },
        redirect: 'manual',
        ...(body && { method: 'POST', body: isForm ? body : JSON.stringify(body) }),
      })
      for (const line of response.headers.getSetCookie()) {
        lines.push(line)
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
        if (value === '') cookies.delete(name)
        else cookies.set(name, value)
      }
      return response
    },
  }
}

type Browser = ReturnType<typeof browserAt>

async function signUp({ send }: Browser): Promise<void> {
  const account = { name: 'Ada', email: `${crypto.randomUUID()}@example.com`, password: 'correct horse battery' }
  expect((await send('/api/trpc/users.signUp', { json: account })).status).toBe(200)
}

/** The fields that NextAuth's own form sends. */
async function form({ send }: Browser): Promise<URLSearchParams> {
  const { csrfToken } = z.object({ csrfToken: z.string() }).parse(await (await send('/api/auth/csrf')).json())
  return new URLSearchParams({ csrfToken })
}

/** Type, actor and session of each event about a session that has ended. */
const endings = async () =>
  (await pool.query(`select "type", "actorId", "subject", "requestId" from events where type = 'sessions.removed'`))
    .rows

const sessions = async () =>
  (await pool.query('select "id", "userId", "expiresAt" from sessions order by "id" desc')).rows

test("signing out through NextAuth's route ends the session, leaves its event and clears the cookie", async () => {
  await using plinth = await start()
  const browser = browserAt(plinth.url)
  await signUp(browser)
  const [session] = await sessions()
  expect(await (await browser.send('/api/auth/session')).json()).toMatchObject({ user: { id: session.userId } })

  // Reading the session, and asking NextAuth to renew it, changes nothing and does not extend the lifetime of the cookie.
  const renewed = await browser.send('/api/auth/session', await form(browser))
  expect([renewed.status, await sessions(), await endings()]).toEqual([200, [session], []])
  const expires = browser.lines
    .filter((line) => line.startsWith('plinth-session='))
    .map((line) => Date.parse(/expires=([^;]+)/i.exec(line)?.[1] ?? ''))
  expect(expires).toHaveLength(3)
  for (const each of expires) expect(each - Date.now()).toBeGreaterThan(399 * 86_400_000)

  // Without the token of NextAuth's own form, as from another site, nothing happens.
  await browser.send('/api/auth/signout', new URLSearchParams({ csrfToken: 'guessed' }))
  expect([await sessions(), await endings()]).toEqual([[session], []])

  const answer = await browser.send('/api/auth/signout', await form(browser))
  expect(answer.status).toBe(302)
  expect(await sessions()).toEqual([])
  const requestId = answer.headers.get('x-request-id')
  expect(await endings()).toEqual([
    { type: 'sessions.removed', actorId: session.userId, subject: session.id, requestId },
  ])
  expect([...browser.cookies.keys()].sort()).toEqual(['plinth-callback', 'plinth-csrf', 'plinth-device'])

  // A request that NextAuth cannot read gets an error, and is not logged as a fault.
  const post = (body: string) =>
    fetch(`${plinth.url}/api/auth/signout`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  for (const body of ['{"', 'null', '1', '{"callbackUrl":{"a":1}}', '{"csrfToken":[1]}'])
    expect((await post(body)).status, body).toBe(400)

  // A sign-out that fails reports an error, and the browser keeps the cookie of the session, which stays valid.
  await signUp(browser)
  const [second] = await sessions()
  await pool.query('alter table events add constraint refused check (false) not valid')
  const failed = await browser.send('/api/auth/signout', await form(browser))
  await pool.query('alter table events drop constraint refused')
  expect([failed.status, await sessions()]).toEqual([503, [second]])
  expect(browser.cookies.has('plinth-session')).toBe(true)
  expect((await browser.send('/api/auth/signout', await form(browser))).status).toBe(302)
  expect([await sessions(), (await endings()).length]).toEqual([[], 2])
})

test('over https every cookie is of this host alone', async () => {
  const origin = 'https://plinth.example.com'
  await using plinth = await start({ PUBLIC_URL: origin })
  const browser = browserAt(plinth.url, origin)
  await signUp(browser)
  await browser.send('/api/auth/signout', await form(browser))
  expect(new Set(browser.lines.map((line) => line.split('=')[0]))).toEqual(
    new Set(['__Host-plinth-session', '__Host-plinth-csrf', '__Host-plinth-callback', '__Host-plinth-device']),
  )
  for (const line of browser.lines) {
    const attributes = line.split('; ').slice(1)
    expect(attributes).toEqual(expect.arrayContaining(['Path=/', 'HttpOnly', 'SameSite=Lax', 'Secure']))
    expect(line).not.toMatch(/domain/i)
  }
  expect(await sessions()).toEqual([])

  // The old cookie names are not read any more: a user with such a cookie signs in once.
  await signUp(browser)
  const token = browser.cookies.get('__Host-plinth-session') ?? ''
  for (const name of ['__Secure-next-auth.session-token', 'next-auth.session-token', 'plinth-session']) {
    const old = browserAt(plinth.url, origin)
    old.cookies.set(name, token)
    expect(await (await old.send('/api/auth/session')).json()).toEqual({})
    expect(await (await old.send('/api/trpc/users.me')).json()).toMatchObject({ result: { data: { json: null } } })
  }
})
