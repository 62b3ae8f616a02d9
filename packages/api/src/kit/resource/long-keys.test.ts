import { newId } from '@plinth/core/id'
import { maxCursor } from '@plinth/core/page'
import { everyone, rows } from '@plinth/core/rule'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { codeOf, contextFor, runnerOf } from '../../testing/in-process.ts'
import { createTable, declareScratch, scratchBase, scratchColumn, scratchModel } from '../../testing/scratch-model.ts'
import { startTestServer } from '../../testing/test-server.ts'

const seed = Date.now() % 1_000_000
const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

const model = scratchModel('Scroll', {
  ...scratchBase,
  title: scratchColumn('String', 'text'),
  motto: scratchColumn('String', 'text', { isNullable: true }),
  code: scratchColumn('String', 'text'),
  shelf: scratchColumn('String', 'character varying(2000)'),
  state: scratchColumn('String', 'text', { preset: 'open' }),
})
await createTable(server, model)
await server.rows(`alter table scrolls alter title type text collate "und-x-icu", alter motto type text collate "und-x-icu",
  alter code type text collate "C", alter shelf type varchar(2000) collate "und-x-icu"`)

const names = ['title', 'motto', 'code', 'shelf'] as const
const { verbs } = declareScratch({
  name: 'scrolls',
  model: 'Scroll',
  tenancy: 'global',
  labels: { one: 'scroll', many: 'scrolls', title: 'title' },
  fields: { id: true, title: true, motto: true, code: true, shelf: true },
  rules: {
    read: rows({ state: { equals: 'open' } }),
    create: everyone,
    update: everyone,
    remove: everyone,
  },
  creates: [],
  updates: [],
  lists: ['id'],
  sorts: names,
})
const run = runnerOf(verbs, contextFor(server, { client: server.client() }))

type Scroll = Record<(typeof names)[number], string | null> & { id: string }
type Page = { items: { id: string }[]; nextCursor: string | null }
interface Question {
  sort: string[]
  limit: number
}
const pageOf = (question: Question, cursor?: string) => run<Page>('list', { ...question, ...(cursor && { cursor }) })

async function fill(scrolls: readonly Scroll[]) {
  await server.rows('delete from scrolls')
  await server.rows(
    `insert into scrolls (id, title, motto, code, shelf)
     select * from jsonb_to_recordset($1) as t(id uuid, title text, motto text, code text, shelf text)`,
    [JSON.stringify(scrolls)],
  )
}

/** The whole list, sorted by Postgres in one go. */
async function sorted({ sort }: Question): Promise<string[]> {
  const direction = (key: string | undefined) => (key?.startsWith('-') ? 'desc' : 'asc')
  const keys = sort.map((key) => `"${key.replace('-', '')}" ${direction(key)}`)
  const order = [...keys, `id ${direction(sort.at(-1))}`].join()
  return (await server.rows<Scroll>(`select id from scrolls order by ${order}`)).map(({ id }) => id)
}

/** All pages; `between` acts after each, on the row at which it ended. */
async function walk(question: Question, between?: (last: string, nth: number) => Promise<unknown>): Promise<string[]> {
  const seen: string[] = []
  let cursor: string | undefined
  for (let nth = 0; nth < 500; nth++) {
    const { items, nextCursor } = await pageOf(question, cursor)
    seen.push(...items.map(({ id }) => id))
    if (nextCursor === null) return seen
    expect(nextCursor.length).toBeLessThanOrEqual(maxCursor)
    cursor = nextCursor
    await between?.(items.at(-1)?.id ?? '', nth)
  }
  throw new Error('The walk does not end.')
}

/** Beginnings that many texts share, around the length at which an edge ends; in Thai one behind which the text is sorted before it. */
const beginnings = [
  '',
  'a'.repeat(49),
  'a'.repeat(50),
  'A'.repeat(51),
  'plain words, '.repeat(100),
  '漢'.repeat(1_500),
  '漢字かな交じり文'.repeat(60),
  '🧶'.repeat(300),
  `${'ก'.repeat(49)}เ`.repeat(8),
  'e\u0301'.repeat(200),
  '\u0001\t"\\'.repeat(90),
  '\u{10ffff}'.repeat(80),
]
const ends = fc.oneof(
  fc.constantFrom('', 'a', 'A', 'é', 'e\u0301', '漢', '字', '🧶', 'ก', '\u0301', ' ', '\u{10ffff}'),
  fc.string({ unit: 'binary', maxLength: 400 }).map((text) => text.replaceAll('\0', '-')),
)
const text = fc.tuple(fc.constantFrom(...beginnings), ends).map(([beginning, end]) => beginning + end)
/** Few texts for many rows, so that keys are equal. */
const scrolls = fc.array(text, { minLength: 1, maxLength: 10 }).chain((texts) => {
  const one = fc.constantFrom(...texts)
  const scroll = fc.record({ title: one, motto: fc.option(one, { freq: 3 }), code: one, shelf: one })
  return fc.array(scroll, { minLength: 10, maxLength: 50 })
})
const withIds = (given: readonly Omit<Scroll, 'id'>[]): Scroll[] => given.map((scroll) => ({ ...scroll, id: newId() }))
const question = fc.record({
  sort: fc
    .uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 4 })
    .chain((keys) => fc.tuple(...keys.map((key) => fc.constantFrom<string>(key, `-${key}`)))),
  limit: fc.constantFrom(1, 2, 3, 7, 20, 49),
})

test(`pages by long texts are the sorted list, cut in pieces (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(scrolls, question, async (given, asked) => {
      await fill(withIds(given))
      expect(await walk(asked)).toEqual(await sorted(asked))
    }),
    { numRuns: 40, seed },
  )
})

test(`no row is skipped when the row at which a page ended is removed or changed (seed ${seed})`, async () => {
  const steps = fc.array(fc.constantFrom('remove', 'change', 'leave'), { minLength: 1, maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(scrolls, question, steps, async (given, asked, what) => {
      const all = withIds(given)
      await fill(all)
      const lasting = new Set(all.map(({ id }) => id))
      const seen = await walk(asked, async (last, nth) => {
        const step = what[nth] ?? 'leave'
        if (step === 'leave') return
        lasting.delete(last)
        await server.rows(
          step === 'remove'
            ? 'delete from scrolls where id = $1'
            : `update scrolls set title = 'x', motto = null, code = 'x', shelf = 'x' where id = $1`,
          [last],
        )
      })
      expect([...lasting].filter((id) => !seen.includes(id))).toEqual([])
    }),
    { numRuns: 40, seed },
  )
})

const alike = (nth: number): Scroll => {
  const text = `${'同'.repeat(1_000)}${nth % 10}`
  return { id: newId(), title: text, motto: text, code: text, shelf: text }
}

test('fifty rows with one long text come once each, and so do rows that differ at its end', async () => {
  for (const of of [() => 0, (nth: number) => nth]) {
    await fill(Array.from({ length: 50 }, (_, nth) => alike(of(nth))))
    for (const sort of [['title'], ['-title'], ['code'], ['-code'], ['-motto', 'title'], ['title', '-code']])
      expect(await walk({ sort, limit: 7 }), sort.join()).toEqual(await sorted({ sort, limit: 7 }))
  }
})

test('what is shown again after a removal begins where the long text begins, not with the list', async () => {
  const short = Array.from({ length: 20 }, (_, nth): Scroll => ({ ...alike(0), title: `B${nth}`, code: `B${nth}` }))
  const long = Array.from({ length: 12 }, (_, nth) => alike(nth % 5))
  const after = Array.from({ length: 5 }, (_, nth): Scroll => ({ ...alike(0), title: `龠${nth}`, code: `龠${nth}` }))
  for (const sort of [['title'], ['code'], ['-title'], ['-code']]) {
    await fill([...short, ...long, ...after])
    const order = await sorted({ sort, limit: 0 })
    const ids = new Set(long.map(({ id }) => id))
    const asked = { sort, limit: order.findIndex((id) => ids.has(id)) + 6 }
    const first = await pageOf(asked)
    await server.rows('delete from scrolls where id = $1', [first.items.at(-1)?.id])
    const next = await pageOf({ sort, limit: 100 }, first.nextCursor ?? '')
    expect(
      next.items.map(({ id }) => id),
      sort.join(),
    ).toEqual((await sorted(asked)).slice(asked.limit - 6))
  }
})

test('where no beginning of a text comes before it the list begins anew, and none is skipped', async () => {
  const cases = { '-title': '\u{10ffff}'.repeat(200), '-code': '\u{10ffff}'.repeat(200), title: beginnings[8] ?? '' }
  for (const [sort, text] of Object.entries(cases)) {
    await fill(
      Array.from({ length: 12 }, (_, nth) => ({ ...alike(nth), title: `${text}${nth}`, code: `${text}${nth}` })),
    )
    const order = await sorted({ sort: [sort], limit: 0 })
    const first = await pageOf({ sort: [sort], limit: 5 })
    await server.rows('delete from scrolls where id = $1', [order[4]])
    const next = await pageOf({ sort: [sort], limit: 100 }, first.nextCursor ?? '')
    expect(
      next.items.map(({ id }) => id),
      sort,
    ).toEqual(await sorted({ sort: [sort], limit: 0 }))
  }
})

test('a row that is not readable any more is as a row that changed', async () => {
  const asked = { sort: ['title'], limit: 6 }
  const given = Array.from({ length: 12 }, (_, nth) => alike(nth % 5))
  const pages = []
  for (const change of ['title', `title || 'x'`]) {
    await fill(given)
    const { items, nextCursor } = await pageOf(asked)
    await server.rows(`update scrolls set state = 'closed', title = ${change} where id = $1`, [items.at(-1)?.id])
    const next = await pageOf(asked, nextCursor ?? '')
    pages.push(next.items.map(({ id }) => id))
  }
  expect(pages[0]).toEqual(pages[1])
})

test('a cursor that was changed, cut, lengthened or is of another order is refused', async () => {
  await fill(Array.from({ length: 20 }, (_, nth) => alike(nth)))
  const asked = { sort: ['title', '-code'], limit: 6 }
  const cursor = (await pageOf(asked)).nextCursor ?? ''
  expect((await pageOf(asked, cursor)).items).toHaveLength(6)
  const bytes = Buffer.from(cursor, 'base64url')
  const changed = Array.from({ length: 60 }, (_, nth) => {
    const copy = Buffer.from(bytes)
    const at = Math.floor((nth * bytes.length) / 60)
    copy[at] = (copy[at] ?? 0) ^ 1
    return copy.toString('base64url')
  })
  const cut = Array.from({ length: 30 }, (_, nth) => cursor.slice(0, Math.floor((nth * cursor.length) / 30)))
  for (const given of [...changed, ...cut.slice(1), `${cursor}AAAA`, 'A'.repeat(maxCursor), 'A'.repeat(maxCursor + 1)])
    expect(await codeOf(pageOf(asked, given)), given).toBe('INVALID_INPUT')
  for (const sort of [['title'], ['-title', '-code'], ['title', 'code'], ['code']])
    expect(await codeOf(pageOf({ ...asked, sort }, cursor)), sort.join()).toBe('INVALID_INPUT')
})
