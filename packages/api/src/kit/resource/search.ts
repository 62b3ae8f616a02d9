import { type Expression, fragment, type SqlBool } from '@plinth/db/fragment'
import type { Build } from '@plinth/db/statement'
import type { RowSource } from '@plinth/db/where'
import type { Definition, Params } from './definition.ts'
import type { Piece } from './verb-types.ts'

/** Among so many matches the best are looked for; a word that is in more of them tells little. */
export const maxRanked = 1_000

/**
 * Every word may be the beginning of one: people look for what they are still typing. What a word is, Postgres decides for the query as it
 * did for the text, so that 'next.js', '@scope/name' and words with combining marks are found.
 */
export function searchTerms(text: string): string | undefined {
  const words = text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word))
  if (words.length === 0) return undefined
  return words
    .slice(0, 10)
    .map((word) => `'${word.replace(/['\\]/g, ' ')}':*`)
    .join(' & ')
}

/** The words of a row, by the expression over which its index stands (see the migrations). */
function wordsOf({ search, model }: Definition, row: RowSource): Expression<unknown> {
  const texts = search.map((name) =>
    model.columns[name]?.isNullable ? fragment`coalesce(${row.column(name)}, '')` : row.column(name),
  )
  const joined = texts.reduce((all, text) => fragment`${all} || ' ' || ${text}`)
  return fragment`to_tsvector('plinth', ${joined})`
}

/**
 * What is looked for: in a select of its own, so that it is worked out once, and so that no plan looks better for the words of one search;
 * else Postgres would plan each anew.
 */
const queryOf = (q: Build<Params>) => fragment`(select to_tsquery('plinth', ${q.param('terms')}))`

/** Rows with all the words. */
export function matchesSearch(q: Build<Params>, definition: Definition, row: RowSource): Expression<SqlBool> {
  return fragment<SqlBool>`${wordsOf(definition, row)} @@ ${queryOf(q)}`
}

/**
 * Ids and ranks of what a search finds: rows with all the words, the best among the first thousand; where there is none, rows whose first
 * search field is like the text, as after a typing error.
 */
export function rankedSearch(
  q: Build<Params>,
  definition: Definition,
  { row, narrowed }: { row: RowSource; narrowed: Expression<SqlBool> },
): Record<string, Expression<unknown>> {
  const table = fragment.id(definition.model.table)
  const [title = ''] = definition.search
  const text = fragment`(select ${q.param('text')}::text)` // as in `queryOf`
  const column = row.column(title)
  // Two reads, because each row that an index proposes is looked at once more, and the second comparison is the dearer.
  const like = (condition: Expression<unknown>) => fragment`select ${row.column('id')} as "id", ${column} as "text"
    from ${table} where not exists (select from "exact") and ${narrowed} and ${condition}`
  return {
    exact: fragment`select ${row.column('id')} as "id", ts_rank(${wordsOf(definition, row)}, ${queryOf(q)})
        + (lower(${column}) = lower(${text}))::int as "rank"
      from ${table} where ${narrowed} and ${matchesSearch(q, definition, row)} limit ${fragment.number(maxRanked)}`,
    like: fragment`${like(fragment`${column} % ${text}`)} union ${like(fragment`${text} <% ${column}`)} limit ${fragment.number(maxRanked)}`,
    found: fragment`select "id", "rank"::float8 as "rank" from "exact" union all
      select "id", greatest(similarity("text", ${text}), word_similarity(${text}, "text"))::float8 from "like"`,
  }
}

const [start, stop] = ['\u0001', '\u0002']
/** So much of a long text is looked through for the words. */
const maxHighlighted = 20_000

/** A text of at most so many characters, such as a title, is shown whole; of a longer one, what stands around the words. */
const maxWhole = 200

/** A search field with marks around the words that were found. */
export function highlight(q: Build<Params>, column: Expression<unknown>): Expression<unknown> {
  const text = fragment`translate(left(${column}, ${fragment.number(maxHighlighted)}), chr(1) || chr(2), '')`
  return fragment`ts_headline('plinth', ${text}, ${queryOf(q)}, 'StartSel=' || chr(1) || ',StopSel=' || chr(2) ||
    case when length(${column}) <= ${fragment.number(maxWhole)} then ',HighlightAll=true' else ',MaxFragments=2,MaxWords=24,MinWords=8' end)`
}

/** Takes the marks out again. */
export function piecesOf(marked: string): Piece[] {
  return marked.split(start).flatMap((part, nth) => {
    const [found = '', rest = ''] = nth === 0 ? ['', part] : part.split(stop)
    return [
      { text: found, isFound: true },
      { text: rest, isFound: false },
    ].filter(({ text }) => text !== '')
  })
}
