import type { RowSql } from '@plinth/core/where'

/**
 * SQL over the columns of one row: sql`${'dueAt'} < now()`. The content of `${…}` is the name of a column, checked against the model; a value
 * has no place here.
 */
export function sql<const Names extends readonly string[]>(
  texts: TemplateStringsArray,
  ...columns: Names
): RowSql<Names[number]> {
  return { texts: [...texts], columns }
}

/** Texts in quotes, with the collation of a text, which is the one name in double quotes that SQL needs here. */
const quoted = /'(?:[^']|'')*'|\bcollate\s+"[^"]+"/gi

const forbidden: readonly [pattern: RegExp, what: string][] = [
  [/\b(?:select|table|values|exists|from\s+only)\b/i, 'a query, which no rule of another noun would narrow'],
  [/["`]/, 'a name in quotes, where a column stands by its key'],
  [/--|\/\*|;/, 'a comment or a semicolon'],
  [/\$/, 'a parameter'],
  [/'/, 'a text without its end'],
]

/** The part of this SQL that is not valid in a field; undefined if all of it is. */
export function faultIn({ texts }: RowSql): string | undefined {
  const text = texts.join(' ').replace(quoted, ' ')
  const found = forbidden.find(([pattern]) => pattern.test(text))
  if (found) return found[1]
  let depth = 0
  for (const [sign] of text.matchAll(/[()]/g)) {
    depth += sign === '(' ? 1 : -1
    if (depth < 0) break
  }
  return depth === 0 ? undefined : 'a parenthesis without its other half'
}

/** Words of SQL that answer otherwise from one moment to the next, so that Postgres takes none of them into an index. */
const changing =
  /\b(?:now|age|random|gen_random_uuid|uuidv[47]|timeofday|(?:clock|statement|transaction)_timestamp)\s*\(|\b(?:current_(?:date|time|timestamp|user|role)|localtime|localtimestamp|session_user)\b/i

/** Whether the value changes though the row does not, as with `now()`. */
export const isChanging = ({ texts }: RowSql): boolean => changing.test(texts.join(' ').replace(quoted, ' '))
