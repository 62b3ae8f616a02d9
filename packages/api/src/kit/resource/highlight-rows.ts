import type { Stretch } from '@plinth/bounds/slices'
import { highlight } from './highlight.ts'
import type { Search } from './search.ts'
import type { Piece } from './verbs/answers.ts'

/** What a search found in each row of a page, field by field. Between the rows the others have their turn. */
export async function highlightRows(
  rows: readonly Record<string, unknown>[],
  sought: Search,
  stretch: Stretch,
): Promise<Record<string, Piece[]>[]> {
  const found: Record<string, Piece[]>[] = []
  for (const row of rows) {
    await stretch.rest()
    found.push(highlightsOf(row, sought))
  }
  return found
}

function highlightsOf({ highlights }: Record<string, unknown>, { words }: Search): Record<string, Piece[]> {
  const entries = Object.entries(Object(highlights)).map(
    ([name, text]) => [name, typeof text === 'string' ? highlight(text, words) : []] as const,
  )
  return Object.fromEntries(entries.filter(([, pieces]) => pieces.length > 0))
}
