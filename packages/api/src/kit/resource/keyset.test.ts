import { newId } from '@plinth/core/id'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { failureOf } from '../../testing/failure.ts'
import { startTestServer } from '../../testing/test-server.ts'

const seed = Date.now() % 1_000_000
const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())
const { api } = server.client()

/** Few names and countries, so that most keys are equal. */
const insert = (count: number) =>
  server.rows<{ id: string }>(
    `insert into places (id, code, name, country, latitude, longitude)
     select id, id::text, 'N' || (nth % 3), (array['DE', 'FR'])[nth % 2 + 1], nth % 4, 0 from unnest($1::uuid[]) with ordinality as t(id, nth) returning id`,
    [Array.from({ length: count }, () => newId())],
  )

test(`pages show each row once while rows come and go (seed ${seed})`, async () => {
  const key = fc.constantFrom('name', 'country', 'latitude')
  const sorts = fc
    .uniqueArray(key, { minLength: 1, maxLength: 3 })
    .chain((names) => fc.tuple(...names.map((name) => fc.constantFrom(name, `-${name}` as const))))
  const given = fc.record({
    sort: sorts,
    limit: fc.integer({ min: 1, max: 9 }),
    steps: fc.array(fc.nat(), { maxLength: 8 }),
  })
  await fc.assert(
    fc.asyncProperty(given, async ({ sort, limit, steps }) => {
      await server.rows('delete from places')
      const lasting = new Set((await insert(30)).map(({ id }) => id))
      const seen: string[] = []
      let cursor: string | undefined
      for (let nth = 0; ; nth++) {
        const page = await api.places.list.query({ sort: sort as 'name'[], limit, cursor }) // one of its keys, with a sign
        seen.push(...page.items.map(({ id }) => id))
        if (page.nextCursor === null) break
        cursor = page.nextCursor
        const step = steps[nth]
        if (step === undefined) continue
        await insert(step % 4)
        // Also the row at which the page ended.
        const gone = step % 3 === 0 ? page.items.at(-1)?.id : [...lasting][step % lasting.size]
        lasting.delete(gone ?? '')
        await server.rows('delete from places where id = $1', [gone])
      }
      expect(new Set(seen).size).toBe(seen.length)
      expect([...lasting].filter((id) => !seen.includes(id))).toEqual([])
    }),
    { numRuns: 25, seed },
  )
})

test('a cursor is taken as it was given, by the list and in the order that it is of', async () => {
  await insert(5)
  const { nextCursor } = await api.places.list.query({ sort: ['name'], limit: 2 })
  const cursor = nextCursor ?? ''
  const bytes = Buffer.from(cursor, 'base64url')
  const changed = Array.from({ length: bytes.length }, (_, nth) => {
    const copy = Buffer.from(bytes)
    copy[nth] = (copy[nth] ?? 0) ^ 1
    return copy.toString('base64url')
  })
  const refused = [...changed, '', 'x', `${cursor}AAAA`, bytes.subarray(16).toString('base64url')]
  for (const given of refused)
    expect(await failureOf(api.places.list.query({ sort: ['name'], cursor: given }))).toMatchObject({
      code: 'INVALID_INPUT',
    })
  for (const sort of [['-name'], ['country'], ['name', 'country']] as const)
    expect(await failureOf(api.places.list.query({ sort: [...sort], cursor }))).toMatchObject({ code: 'INVALID_INPUT' })
  expect(await failureOf(api.articles.list.query({ cursor }))).toMatchObject({ code: 'INVALID_INPUT' })
  expect((await api.places.list.query({ sort: ['name'], cursor })).items.length).toBeGreaterThan(0)
})
