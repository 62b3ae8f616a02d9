/** What Prisma's schema cannot say of a column and SQL says behind its type, by `table.column`: `COLLATE "und-x-icu"`, `GENERATED ALWAYS AS …`. */
export type ColumnClauses = ReadonlyMap<string, string>

/**
 * The clauses that models declare, each in a comment above its field: `/// @sql COLLATE "und-x-icu"`. Prisma does not compare them with the
 * database, so later migrations leave them as they are.
 */
export function readColumnClauses(files: readonly { content: string }[]): ColumnClauses {
  const clauses = new Map<string, string>()
  for (const { content } of files) {
    for (const { groups } of content.matchAll(/^model (?<name>\w+) \{\n(?<body>[\s\S]*?)^\}/gm)) {
      const { name = '', body = '' } = groups ?? {}
      const table = /^\s*@@map\("([^"]+)"\)/m.exec(body)?.[1] ?? name
      for (const { groups: field } of body.matchAll(
        /^\s*\/\/\/ @sql (?<clause>.+)\n(?:\s*\/\/.*\n)*\s*(?<column>\w+) /gm,
      ))
        clauses.set(`${table}.${field?.column}`, field?.clause?.trim() ?? '')
    }
  }
  return clauses
}

/** A script as Prisma writes it, with the clauses behind the types of the columns that it makes or gives another type. */
export function withColumnClauses(sql: string, clauses: ColumnClauses): string {
  let table = ''
  return sql
    .split('\n')
    .map((line) => {
      table = /^(?:CREATE|ALTER) TABLE "([^"]+)"/.exec(line)?.[1] ?? table
      return line.replace(
        /(?<=^\s+|\bADD COLUMN\s+|\bALTER COLUMN )"([^"]+)" ((?:SET DATA TYPE )?\w+(?:\([\d,]+\))?)(?=[ ,;]|$)/g,
        (whole: string, column: string, type: string) => {
          const clause = clauses.get(`${table}.${column}`)
          if (clause === undefined || /^(?:SET|DROP)$/.test(type)) return whole
          // The type of a generated column cannot be changed with its expression.
          return type.startsWith('SET') && !clause.startsWith('COLLATE') ? whole : `${whole} ${clause}`
        },
      )
    })
    .join('\n')
}
