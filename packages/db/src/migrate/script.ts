// Comments, strings (plain, E'' and dollar-quoted) of SQL. Alternatives in the order in which they must be tried.
const literals =
  /--[^\n]*|\/\*[\s\S]*?\*\/|\b[eE]'(?:[^'\\]|\\[\s\S]|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|(?<![\w$])\$(\w*)\$[\s\S]*?\$\1\$/g

/** The script with its comments and strings blanked out, so that what is left can be searched; every character keeps its place. */
export function withoutLiterals(sql: string): string {
  return sql.replace(literals, (literal) => (literal.startsWith('"') ? literal : literal.replace(/[^\n]/g, ' ')))
}

/** The statements of a script, trimmed, without the comments before them. */
export function splitStatements(sql: string): string[] {
  const code = withoutLiterals(sql)
  const statements: string[] = []
  let from = 0
  for (let end = code.indexOf(';'); from < code.length; end = code.indexOf(';', from)) {
    const to = end === -1 ? code.length : end
    const lead = /^\s*/.exec(code.slice(from, to))?.[0].length ?? 0
    if (from + lead < to) statements.push(sql.slice(from + lead, to).trim())
    from = to + 1
  }
  return statements
}

const alone =
  /\bCONCURRENTLY\b|\b(?:VACUUM|ALTER\s+SYSTEM|(?:CREATE|DROP)\s+(?:DATABASE|TABLESPACE|SUBSCRIPTION)|REINDEX\s+(?:DATABASE|SYSTEM)|CLUSTER)\b/i

/** Whether Postgres lets all of the script run in one transaction. One that it does not must be a migration of its own. */
export function canRunInTransaction(sql: string): boolean {
  return !alone.test(withoutLiterals(sql))
}
