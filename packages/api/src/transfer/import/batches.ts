import type { RowReader } from './cells.ts'
import type { Row } from './prepare.ts'
import type { Source, SourceRow } from './source-row.ts'

/** The approximate number of characters of one batch: rows with long texts go in smaller batches. */
const batchLength = 4_000_000

/** Some rows of a file, and the number of the last. */
export interface SourceBatch {
  readonly rows: readonly Row[]
  /** Rows that cannot be read. */
  readonly broken: readonly { readonly nth: number; readonly row: SourceRow }[]
  readonly last: number
  /** How much of the file had been read. */
  readonly bytes: number
}

/** The rows of a source after the first `skip`, in batches of `size` rows. */
export async function* batchesOf(
  source: Source,
  read: RowReader,
  { skip, bytes, size }: { skip: number; bytes: () => number; size: () => number },
): AsyncGenerator<SourceBatch> {
  let nth = 0
  let length = 0
  let rows: Row[] = []
  let broken: { nth: number; row: SourceRow }[] = []
  const take = (): SourceBatch => {
    const batch = { rows, broken, last: nth, bytes: bytes() }
    rows = []
    broken = []
    length = 0
    return batch
  }
  for await (const some of source.rows()) {
    for (const row of some) {
      nth++
      if (nth <= skip) continue
      if (row.problem === undefined) rows.push({ nth, cells: row.cells, given: read(row.cells) })
      else broken.push({ nth, row })
      for (const cell of row.cells) length += typeof cell === 'string' ? cell.length : 10
      if (rows.length + broken.length >= size() || length >= batchLength) yield take()
    }
  }
  if (rows.length + broken.length > 0) yield take()
}

/** Reads one batch ahead: while the database writes a batch, the next one is read. */
export async function* ahead<Item>(items: AsyncGenerator<Item>): AsyncGenerator<Item> {
  let next = items.next()
  next.catch(() => undefined) // awaited below; what comes before it may fail first
  try {
    for (;;) {
      const { done, value } = await next
      if (done) return
      next = items.next()
      next.catch(() => undefined)
      yield value
    }
  } finally {
    await next.catch(() => undefined)
    await items.return(undefined)
  }
}
