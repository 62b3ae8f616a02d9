import { JSONParser } from '@streamparser/json'
import { unreadable } from './decode.ts'
import { maxColumns, maxRowLength, type Source, type SourceRow } from './source-row.ts'

/** So many rows are looked at for the names of the columns. */
const rowsForColumns = 100

type Item = { value: unknown } | { problem: string; text: string }

/** Reads JSON, one object a line. @throws PlinthError `INVALID_INPUT` when no line is an object */
export function readNdjson(text: AsyncIterable<string>): Promise<Source> {
  return sourceOf(linesOf(text))
}

/** Reads a JSON array of objects. @throws PlinthError `INVALID_INPUT` when it is none */
export function readJsonArray(text: AsyncIterable<string>): Promise<Source> {
  return sourceOf(elementsOf(text))
}

async function sourceOf(batches: AsyncGenerator<Item[]>): Promise<Source> {
  const first: Item[] = []
  while (first.length < rowsForColumns) {
    const next = await batches.next()
    if (next.done) break
    first.push(...next.value)
  }
  const names = new Set<string>()
  for (const item of first.slice(0, rowsForColumns))
    if ('value' in item && isObject(item.value)) for (const name of Object.keys(item.value)) names.add(name)
  if (names.size === 0) throw unreadable('The file has no rows: expected JSON objects.')
  if (names.size > maxColumns) throw unreadable(`The rows have ${names.size} keys: expected at most ${maxColumns}.`)
  const columns = [...names]
  const rowOf = (item: Item): SourceRow => {
    if ('problem' in item) return { cells: [item.text], problem: item.problem }
    const { value } = item
    if (!isObject(value)) return { cells: [JSON.stringify(value)], problem: 'The row is no JSON object.' }
    return { cells: columns.map((name) => (Object.hasOwn(value, name) ? value[name] : undefined)) }
  }
  return {
    columns,
    async *rows() {
      yield first.map(rowOf)
      for await (const batch of batches) yield batch.map(rowOf)
    },
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

async function* linesOf(text: AsyncIterable<string>): AsyncGenerator<Item[]> {
  let rest = ''
  for await (const piece of text) {
    const lines = (rest + piece).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > maxRowLength) throw unreadable(`A line has more than ${maxRowLength} characters.`)
    const items = lines.flatMap(itemOf)
    if (items.length > 0) yield items
  }
  const items = itemOf(rest)
  if (items.length > 0) yield items
}

function itemOf(line: string): Item[] {
  if (line.trim() === '') return []
  if (line.length > maxRowLength)
    return [{ problem: `The line has more than ${maxRowLength} characters.`, text: line.slice(0, 1_000) }]
  try {
    return [{ value: JSON.parse(line) }]
  } catch {
    return [{ problem: 'The line is no JSON.', text: line }]
  }
}

async function* elementsOf(text: AsyncIterable<string>): AsyncGenerator<Item[]> {
  let items: Item[] = []
  let sinceLast = 0
  let isBegun = false
  const parser = new JSONParser({ paths: ['$.*'], keepStack: false })
  parser.onValue = ({ value }) => {
    items.push({ value })
    sinceLast = 0
  }
  try {
    for await (const piece of text) {
      if (!isBegun && piece.trim() !== '') {
        if (!piece.trimStart().startsWith('['))
          throw unreadable('The file is no JSON array: expected it to begin with [.')
        isBegun = true
      }
      sinceLast += piece.length
      parser.write(piece)
      if (sinceLast > 2 * maxRowLength) throw unreadable(`A row has more than ${maxRowLength} characters.`)
      if (items.length > 0) yield items
      items = []
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error) throw error
    throw unreadable(
      `The file is no JSON array: ${String(error instanceof Error ? error.message : error).slice(0, 200)}`,
      error,
    )
  }
  if (!parser.isEnded) throw unreadable('The JSON array ends before it is complete.')
}
