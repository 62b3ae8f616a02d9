import { deepStrictEqual } from 'node:assert'
import { type Bench, measureSlice, type Slice } from './measure.ts'
import { fillPlaces, placeCount, places } from './places.ts'
import { pick, type Random, randomFrom } from './random.ts'
import { medians, spread } from './spread.ts'
import type { Question } from './targets.ts'

const perPage = 20
const deepPage = 5_000
const searches = 5_000

/** The cost of lists of many rows; medians of the rounds. */
export interface PlaceFigures {
  rows: number
  firstPage: Slice
  deepPage: Slice
  /** CPU time of page 5,000 as a multiple of that of page 1. */
  deepPageCost: number
  search: Slice
}

interface PlacePage {
  items: { id: string; name: string }[]
  nextCursor: string | null
}

const listed = (input: object): Question => ({ kind: 'query', procedure: 'places.list', input })

async function ask({ load, servers }: Bench, question: Question): Promise<PlacePage> {
  const { port } = servers.plinth
  const task = { target: 'trpc', port, workload: [question], seed: 1, connections: 1, seconds: 0 } as const
  const { status, body } = (await load.run(task)).sample ?? { status: 0, body: '' }
  if (status !== 200) throw new Error(`places: Plinth answered ${status}: ${body}`)
  const answer: { result: { data: { json: PlacePage } } } = JSON.parse(body)
  return answer.result.data.json
}

/** The cursor after a given row of the list, found as a client finds it: page by page, with pages as large as possible. */
async function cursorBehind(bench: Bench, count: number): Promise<string> {
  let cursor: string | undefined
  for (let read = 0; read < count; ) {
    const limit = Math.min(100, count - read)
    const page = await ask(bench, listed({ limit, ...(cursor !== undefined && { cursor }) }))
    if (page.items.length < limit || page.nextCursor === null)
      throw new Error(`There is no row ${count} of the places.`)
    cursor = page.nextCursor
    read += limit
  }
  return cursor ?? ''
}

/** @throws Error when the page differs from the rows that Postgres returns at this offset */
async function verifyPage(bench: Bench, question: Question, offset: number): Promise<void> {
  const { items } = await ask(bench, question)
  const { rows } = await bench.client.query<{ id: string }>(
    `select "id" from "places" order by "name", "id" offset $1 limit $2`,
    [offset, perPage],
  )
  deepStrictEqual(
    items.map(({ id }) => id),
    rows.map(({ id }) => id),
  )
}

/** A typical search for a place: the beginning of a word of its name, the name, or the name with two letters swapped. */
function searchText(random: Random): string {
  const name = places[pick(random, placeCount)]?.name ?? ''
  const how = random()
  if (how < 0.3) return name
  if (how < 0.5) return swapped(name, 1 + pick(random, Math.max(1, name.length - 2)))
  const words = name.split(' ').filter((word) => word.length >= 3)
  const word = words[pick(random, words.length)] ?? name
  return word.slice(0, 3 + pick(random, Math.max(1, word.length - 2)))
}

const swapped = (name: string, at: number) =>
  name.slice(0, at) + (name[at + 1] ?? '') + (name[at] ?? '') + name.slice(at + 2)

/** @throws Error when a search does not list the place of that name first, or does not find it after a typing error */
async function verifySearch(bench: Bench): Promise<void> {
  for (const [search, wanted] of [
    ['heidelberg', 'Heidelberg'],
    ['Sao Tomé', 'São Tomé'],
    ['Heidelbreg', 'Heidelberg'],
  ] as const) {
    const { items } = await ask(bench, listed({ search }))
    if (items[0]?.name !== wanted) throw new Error(`A search for '${search}' begins with '${items[0]?.name}'.`)
  }
}

/** Fills the table of places, and measures its list and its search. */
export async function measurePlaces(bench: Bench): Promise<PlaceFigures> {
  await fillPlaces(bench.client)
  const deepOffset = (deepPage - 1) * perPage
  const questions = {
    firstPage: listed({}),
    deepPage: listed({ cursor: await cursorBehind(bench, deepOffset) }),
  }
  await verifyPage(bench, questions.firstPage, 0)
  await verifyPage(bench, questions.deepPage, deepOffset)
  await verifySearch(bench)
  const random = randomFrom(4)
  const texts = Array.from({ length: searches }, () => listed({ search: searchText(random) }))

  const rounds: Record<'firstPage' | 'deepPage' | 'search', Slice>[] = []
  for (let round = 0; round < bench.rounds; round++) {
    const measure = (workload: Question[]) => measureSlice(bench, { target: 'trpc', workload }, round)
    rounds.push({
      firstPage: await measure([questions.firstPage]),
      deepPage: await measure([questions.deepPage]),
      search: await measure(texts),
    })
  }
  return {
    rows: placeCount,
    firstPage: medians(rounds.map(({ firstPage }) => firstPage)),
    deepPage: medians(rounds.map(({ deepPage }) => deepPage)),
    deepPageCost: spread(rounds.map(({ firstPage, deepPage }) => deepPage.cpuUs / firstPage.cpuUs)).median,
    search: medians(rounds.map(({ search }) => search)),
  }
}
