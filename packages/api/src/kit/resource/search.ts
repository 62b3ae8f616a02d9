import { type Expression, fragment, type SqlBool } from '@plinth/db/fragment'
import type { Build } from '@plinth/db/statement'
import type { RowSource } from '@plinth/db/where'
import type { Definition, Params } from './definition.ts'

export { type Search, searchTerms } from './search-terms.ts'

/** The number of matches that are ranked; a word with more matches says little about relevance. */
export const maxRanked = 1_000

/**
 * How alike a word of the first search field has to be to what was typed, of 1: one letter that is missing, wrong or exchanged with the next leaves 0.35 to
 * 0.5 for most words of seven letters. Postgres' own 0.6 finds none of these.
 */
export const likenessSettings = { 'pg_trgm.word_similarity_threshold': 0.35 }

/** The generated column that holds the words of a row; it is not a field. The check 'indexes of the resources' asks for it. */
const vectorColumn = 'searchVector'

/** The number of characters of the first search field that are compared with symbols. */
const maxLiteral = 2_000

/**
 * The search terms, in a separate select, so that they are computed once and a plan does not depend on the words of one search;
 * else Postgres would plan each search again.
 */
const queryOf = (q: Build<Params>, name = 'terms') => fragment`(select to_tsquery('plinth', ${q.param(name)}))`

/** A search as parameters of a statement; none for a blank text. Text without words, such as `???` or an emoji, is searched literally. */
export function searchParams(search: { terms: string } | undefined, text: string | undefined): Params {
  const literal = text?.trim()
  return { terms: search?.terms, literal: search === undefined && literal !== '' ? literal : undefined }
}

/** Whether these parameters narrow a list by a search. */
export const isSearching = (q: Pick<Build<Params>, 'has'>) => q.has('terms') || q.has('literal')

/** Rows with all the words; of symbols, rows whose first search field contains them. */
export function matchesSearch(q: Build<Params>, definition: Definition, row: RowSource): Expression<SqlBool> {
  if (q.has('terms')) return fragment<SqlBool>`${row.column(vectorColumn)} @@ ${queryOf(q)}`
  const [first = ''] = definition.search
  return fragment<SqlBool>`strpos(left(${row.column(first)}, ${fragment.number(maxLiteral)}), ${q.param('literal')}::text) > 0`
}

/**
 * Ids and ranks of what a search finds: rows with all the words, the best among the first thousand; where there is none, rows whose first
 * search field has words like the text, as after a typing error (`likenessSettings`).
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
  return {
    exact: fragment`select ${row.column('id')} as "id", ts_rank(${row.column(vectorColumn)}, ${queryOf(q, 'rankTerms')})
        + (lower(${column}) = lower(${text}))::int as "rank"
      from ${table} where ${narrowed} and ${matchesSearch(q, definition, row)} limit ${fragment.number(maxRanked)}`,
    like: fragment`select ${row.column('id')} as "id", ${column} as "text" from ${table}
      where not exists (select from "exact") and ${narrowed} and ${text} <% ${column} limit ${fragment.number(maxRanked)}`,
    found: fragment`select "id", "rank"::float8 as "rank" from "exact" union all
      select "id", greatest(similarity("text", ${text}), word_similarity(${text}, "text"))::float8 from "like"`,
  }
}

/** The number of characters in which the first word is searched. */
const maxLookedThrough = 20_000

/** Characters before the word. */
const lead = 200

/**
 * The part of a search field that holds the first word of the search, or its beginning: `length` characters, from which the marks are made.
 * The word is found without regard to case; a word that differs in its accents is marked only within the beginning.
 */
export function excerpt(q: Build<Params>, column: Expression<unknown>, length: number): Expression<unknown> {
  const looked = fragment`left(${column}, ${fragment.number(maxLookedThrough)})`
  const found = fragment`strpos(lower(${looked}), ${q.param('needle')}::text)`
  return fragment`substr(${looked}, greatest(1, ${found} - ${fragment.number(lead)}), ${fragment.number(length)})`
}
