import { CsvError, type Parser, parse } from 'csv-parse'
import { unreadable } from './decode.ts'
import { maxColumns, maxRowLength, type Source, type SourceRow } from './source-row.ts'

/** Marks a cell that is an empty text in quotes; an empty cell without quotes has no value. */
export const emptyText = Symbol('empty text')

const delimiters = [',', ';', '\t', '|']

/** The separator of the cells: the one that occurs most often in the first line, outside of quotes. */
function delimiterOf(start: string): string {
  const counts = new Map(delimiters.map((sign) => [sign, 0]))
  let isQuoted = false
  for (const sign of start) {
    if (sign === '"') isQuoted = !isQuoted
    else if (!isQuoted && (sign === '\n' || sign === '\r')) break
    else if (!isQuoted && counts.has(sign)) counts.set(sign, (counts.get(sign) ?? 0) + 1)
  }
  const [best] = [...counts].sort(([, a], [, b]) => b - a)
  return best && best[1] > 0 ? best[0] : ','
}

/**
 * Reads CSV (RFC 4180; any of `,` `;` tab `|`, any line ending). The first line names the columns.
 * @throws PlinthError `INVALID_INPUT` when the file is not CSV
 */
export async function readCsv(text: AsyncIterable<string>): Promise<Source> {
  const batches = recordsOf(text)
  let first: unknown[][] = []
  while (first.length === 0) {
    const next = await batches.next()
    if (next.done) throw unreadable('The file is empty: expected a first line with the names of the columns.')
    first = next.value
  }
  const [header = [], ...rest] = first
  const columns = header.map((name) => (typeof name === 'string' ? name.trim() : ''))
  if (columns.length > maxColumns)
    throw unreadable(`The file has ${columns.length} columns: expected at most ${maxColumns}.`)
  const rowsOf = (records: unknown[][]): SourceRow[] =>
    records
      .filter((cells) => !cells.every(isBlank))
      .map((cells) => {
        // Empty cells after the last column are ignored: spreadsheets write them.
        const length = cells.findLastIndex((cell) => !isBlank(cell)) + 1
        return length > columns.length
          ? { cells, problem: `The row has ${length} cells, and the file has ${columns.length} columns.` }
          : { cells: cells.slice(0, columns.length) }
      })
  return {
    columns,
    async *rows() {
      if (rest.length > 0) yield rowsOf(rest)
      for await (const batch of batches) yield rowsOf(batch)
    },
  }
}

/** A row of such cells is an empty line: spreadsheets write `,,,` for one. */
const isBlank = (cell: unknown) => typeof cell === 'string' && cell.trim() === ''

async function* recordsOf(text: AsyncIterable<string>): AsyncGenerator<unknown[][]> {
  let parser: Parser | undefined
  let records: unknown[][] = []
  const take = () => {
    const taken = records
    records = []
    return taken
  }
  try {
    for await (const piece of text) {
      parser ??= open(delimiterOf(piece), (record) => records.push(record))
      await write(parser, piece)
      if (records.length > 0) yield take()
    }
    if (parser) await end(parser)
    if (records.length > 0) yield take()
  } catch (error) {
    if (error instanceof CsvError) throw unreadable(explain(error), error)
    throw error
  } finally {
    parser?.destroy()
  }
}

function open(delimiter: string, onRecord: (record: unknown[]) => void): Parser {
  const parser = parse({
    delimiter,
    // A quote within a cell that does not begin with one is an ordinary character.
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: maxRowLength,
    cast: (value, { quoting }) => (quoting && value === '' ? emptyText : value),
  })
  parser.on('data', onRecord)
  // The write that fails reports its failure; without a listener the failure would also end the process.
  parser.on('error', () => undefined)
  return parser
}

const write = (parser: Parser, piece: string) =>
  new Promise<void>((resolve, reject) => {
    parser.write(piece, (error) => (error ? reject(error) : resolve()))
  })

const end = (parser: Parser) =>
  new Promise<void>((resolve, reject) => {
    parser.once('end', resolve)
    parser.once('error', reject)
    parser.end()
  })

function explain({ code, records, lines }: CsvError & { records?: number; lines?: number }): string {
  const at = `row ${records ?? '?'} (line ${lines ?? '?'})`
  if (code === 'CSV_MAX_RECORD_SIZE')
    return `After ${at} comes a row of more than ${maxRowLength} characters: perhaps a quote is not closed.`
  if (code === 'CSV_QUOTE_NOT_CLOSED') return `After ${at} a quote is opened and never closed.`
  return `The file is no CSV after ${at}.`
}
