import { newId } from '@plinth/core/id'
import { maxCursor } from '@plinth/core/page'
import { afterAll, expect, test } from 'vitest'
import { rawRequest } from '../../testing/raw-request.ts'
import { startTestServer } from '../../testing/test-server.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

/** Without these indexes, because their entries cannot hold such long texts: a noun with long texts has no such index either. */
await server.rows('drop index "places_name_id_idx", "places_country_name_id_idx"')
/** 5,000 characters; many rows share the first 4,990, and many all of them. */
const nameOf = (nth: number) =>
  Array.from({ length: 5_000 }, (_, at) =>
    String.fromCodePoint(0x4e00 + ((at < 4_990 ? at * 7 + (nth % 2) : at + (nth % 5)) % 20_000)),
  ).join('')
await server.rows(
  `insert into places (id, code, name, country, latitude, longitude)
   select id, id, name, 'CN', 1, nth from jsonb_to_recordset($1) as t(id uuid, name text, nth int)`,
  [JSON.stringify(Array.from({ length: 30 }, (_, nth) => ({ id: newId(), name: nameOf(nth), nth })))],
)

interface Page {
  items: { id: string }[]
}

const nextOf = (link: string | undefined) => /<([^>]*)>; rel="next"/.exec(link ?? '')?.[1]

test('a list by texts of 5,000 Chinese characters is walked by its links, which stay short', async () => {
  for (const [sort, order] of [
    ['name', 'name, id'],
    ['-name', 'name desc, id desc'],
    ['country,-name', 'country, name desc, id desc'],
    ['-latitude,name,country', 'latitude desc, name, country, id'],
  ] as const) {
    const seen: string[] = []
    let path: string | undefined = `/api/v1/places?limit=4&sort=${sort}`
    while (path !== undefined) {
      const answer = await rawRequest(server.url, path)
      expect(answer.status, answer.text).toBe(200)
      const link: string = String(answer.headers.link)
      expect(link.length).toBeLessThan(maxCursor + 250)
      seen.push(...(JSON.parse(answer.text) as Page).items.map(({ id }) => id))
      path = nextOf(link)
      if (path !== undefined) expect(link).toContain('rel="first"')
    }
    const whole = await server.rows<{ id: string }>(`select id from places order by ${order}`)
    expect(seen, sort).toEqual(whole.map(({ id }) => id))
  }
})

test('where the query is long the links leave out the first page, so that clients take the answer', async () => {
  const kept = `sort=name&limit=1&filter[name][not]=${'%E6%BC%A2'.repeat(900)}`
  // `fetch` accepts 16,384 characters of headers.
  const answer = await server.client().fetch(`/api/v1/places?${kept}`)
  const link = answer.headers.get('link') ?? ''
  expect(link).not.toContain('rel="first"')
  expect(nextOf(link)).toContain(`?${kept}&cursor=`)
  expect(link.length).toBeLessThan(kept.length + maxCursor + 100)
  expect((await server.client().fetch(nextOf(link) ?? '')).status).toBe(200)
})

test('a cursor that is forged, cut or too long is refused at its parameter', async () => {
  const { headers } = await rawRequest(server.url, '/api/v1/places?limit=4&sort=name')
  const cursor = /cursor=([^>&]+)/.exec(nextOf(String(headers.link)) ?? '')?.[1] ?? ''
  expect(cursor.length).toBeGreaterThan(100)
  const forged = Buffer.from(JSON.stringify([['漢', 'digest'], newId()]))
  const given = [
    ...[1, 20, 21, 22, 100, cursor.length - 1].map((length) => cursor.slice(0, length)),
    `${cursor}${cursor}`,
    'A'.repeat(maxCursor + 1),
    '%00',
    '%ff',
    encodeURIComponent('漢'.repeat(200)),
    Buffer.concat([Buffer.alloc(16), forged]).toString('base64url'),
    forged.toString('base64url'),
  ]
  for (const each of given) {
    const answer = await rawRequest(server.url, `/api/v1/places?sort=name&cursor=${each}`)
    expect(answer.status, each).toBe(400)
    const problem = JSON.parse(answer.text)
    expect(problem, each).toMatchObject({ code: 'INVALID_INPUT', errors: [{ parameter: 'cursor' }] })
  }
})
