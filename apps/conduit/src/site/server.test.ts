import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { brotliDecompressSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSite } from './server.ts'

let site: Awaited<ReturnType<typeof createSite>>

let folder: string

/** The requests of the pages to the API. */
const questions: Request[] = []

// The API is down: tests which pages fail, and which need no API. Built into a folder of its own: other tests run the build in dist.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'conduit-site-'))
  const vite = resolve(import.meta.dirname, '../../../../node_modules/vite/bin/vite.js')
  const how = { cwd: resolve(import.meta.dirname, '../..'), env: { NODE_ENV: 'production' } }
  const parts = [
    ['build', '--outDir', join(folder, 'client')],
    ['build', '--ssr', '--outDir', join(folder, 'server')],
  ]
  for (const args of parts) await promisify(execFile)(process.execPath, [vite, ...args], how)
  const fetch = (request: Request) => {
    questions.push(request)
    return Response.json({ errors: { server: ['is down'] } }, { status: 503 })
  }
  site = await createSite({ fetch, folder, publicUrl: 'https://conduit.example.com', markdown: async () => '' })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const get = (path: string, init?: RequestInit) => site(new Request(`http://conduit.example${path}`, init))

test('a page whose data cannot be had says so, with the status that tells machines', async () => {
  const answer = await get('/')
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '2'])
  expect(await answer.text()).toContain('Server is down')
  const settings = await get('/settings')
  expect([settings.status, settings.headers.get('retry-after')]).toEqual([200, null])
  expect((await get('/no/such/page')).status).toBe(404)
})

test("a page asks without its reader's cookie, and sets none", async () => {
  questions.length = 0
  for (const path of ['/', '/article/x', '/profile/x', '/settings', '/editor']) {
    const answer = await get(path, { headers: { cookie: 'plinth-session=x; __Host-plinth-session=x' } })
    expect(answer.headers.getSetCookie()).toEqual([])
  }
  expect(questions.length).toBeGreaterThan(2)
  expect(questions.filter(({ headers }) => headers.has('cookie') || headers.has('authorization'))).toEqual([])
})

test('assets are compressed, and kept for ever by their hash', async () => {
  const html = await (await get('/login')).text()
  const script = /src="(\/assets\/[^"]+\.js)"/.exec(html)?.[1] ?? ''
  const answer = await get(script, { headers: { 'accept-encoding': 'gzip, br' } })
  expect(answer.headers.get('content-encoding')).toBe('br')
  expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  const compressed = Buffer.from(await answer.arrayBuffer())
  expect(brotliDecompressSync(compressed).toString()).toBe(await (await get(script)).text())
  expect(compressed.length).toBeLessThan(90_000)
  expect((await get('/default-avatar.svg')).headers.get('cache-control')).toBe('public, max-age=3600')
})

test.each(['%ED%A0%80', '%', '%00', 'a%00b', '%C0%AF'])(
  'an address with the bad escape %s is not found',
  async (bad) => {
    for (const path of ['article', 'profile', 'tag', 'editor', 'no-such-page']) {
      expect((await get(`/${path}/${bad}`)).status).toBe(404)
    }
  },
)

test('nothing is written by a page, and HEAD answers without a body', async () => {
  expect((await get('/login', { method: 'POST' })).status).toBe(405)
  const head = await get('/login', { method: 'HEAD' })
  expect([head.status, await head.text()]).toEqual([200, ''])
})

test('an address cannot break out of the document', async () => {
  const attack = '</title><script>alert(1)</script>'
  const html = await (await get(`/tag/${encodeURIComponent(attack)}`)).text()
  expect(html).not.toContain(attack)
  expect(html).toContain('&lt;/title&gt;')
})

test('a canonical address follows the public address, and not the Host header', async () => {
  const html = await (await get('/login?page=2')).text()
  expect(html).toContain('<link rel="canonical" href="https://conduit.example.com/login?page=2">')
  expect(html).toContain('<meta property="og:url" content="https://conduit.example.com/login?page=2">')
  expect(html).not.toContain('//conduit.example/')
})

test('a path whose escapes are no text is a page that does not exist', async () => {
  for (const path of ['/article/%ED%A0%80', '/profile/%ED%A0%80', '/tag/%', '/%00'])
    expect((await get(path)).status, path).toBe(404)
})
