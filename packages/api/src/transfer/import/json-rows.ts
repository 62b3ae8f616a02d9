import { unreadable } from './decode.ts'
import { elementsOf } from './json-elements.ts'
import { exactText, parseJson } from './json-value.ts'
import { maxColumns, maxRowLength, type Source, type SourceRow } from './source-row.ts'

/** A row of JSON, or its error. */
export type JsonItem = { row: Readonly<Record<string, unknown>> } | { problem: string; text: string }

/** The rows of a file with one JSON object a line, or of a JSON array of objects. @throws PlinthError `INVALID_INPUT` when it is neither */
export async function* jsonItems(
  format: 'ndjson' | 'json',
  text: AsyncIterable<string>,
): AsyncGenerator<readonly JsonItem[]> {
  for await (const texts of format === 'ndjson' ? linesOf(text) : elementsOf(text)) {
    const items = texts.filter((each) => each.trim() !== '').map(itemOf)
    if (items.length > 0) yield items
  }
}

/** A name of a column as the database can store it. */
export const columnName = (key: string) => key.replaceAll('\0', '\uFFFD').toWellFormed()

/** The names of the columns of a whole file: each key that a row has, in the order in which they first appear. */
export class ColumnNames {
  readonly names = new Set<string>()
  private length = 0

  /** @throws PlinthError `INVALID_INPUT` when there are too many */
  add(row: Readonly<Record<string, unknown>>): void {
    for (const key of Object.keys(row)) {
      const name = columnName(key)
      if (this.names.has(name)) continue
      this.names.add(name)
      this.length += name.length
      if (this.names.size > maxColumns)
        throw unreadable(
          `The rows have more than ${maxColumns} keys: expected at most ${maxColumns} in the whole file.`,
        )
      if (this.length > maxRowLength)
        throw unreadable(`The keys of the rows have more than ${maxRowLength} characters.`)
    }
  }
}

/** A file of JSON whose columns are known. A row with an unknown key cannot be read. */
export function jsonSource(items: AsyncGenerator<readonly JsonItem[]>, columns: readonly string[]): Source {
  const places = new Map(columns.map((name, nth) => [name, nth]))
  const rowOf = (item: JsonItem): SourceRow => {
    if ('problem' in item) return { cells: [item.text], problem: item.problem }
    const cells: unknown[] = columns.map(() => undefined)
    for (const [key, value] of Object.entries(item.row)) {
      const place = places.get(columnName(key))
      if (place === undefined)
        return { cells: [exactText(item.row)], problem: `The key ${key.slice(0, 100)} is not a column of the file.` }
      cells[place] = value
    }
    return { cells }
  }
  return {
    columns,
    async *rows() {
      for await (const batch of items) yield batch.map(rowOf)
    },
  }
}

async function* linesOf(text: AsyncIterable<string>): AsyncGenerator<string[]> {
  let rest = ''
  for await (const piece of text) {
    const lines = (rest + piece).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > maxRowLength) throw unreadable(`A line has more than ${maxRowLength} characters.`)
    yield lines
  }
  yield [rest]
}

function itemOf(text: string): JsonItem {
  if (text.length > maxRowLength)
    return { problem: `The row has more than ${maxRowLength} characters.`, text: text.slice(0, 1_000) }
  const parsed = parseJson(text)
  if ('problem' in parsed) return { problem: parsed.problem, text }
  const { value } = parsed
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !text.trimStart().startsWith('{'))
    return { problem: 'The row is not a JSON object.', text }
  return { row: value as Record<string, unknown> } // JSON in braces
}
