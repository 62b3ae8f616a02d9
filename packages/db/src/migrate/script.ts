// Comments and strings (plain, E'' and dollar-quoted) of SQL. The alternatives must be tried in this order.
const literals =
  /--[^\n]*|\/\*[\s\S]*?\*\/|\b[eE]'(?:[^'\\]|\\[\s\S]|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|(?<![\w$])\$(\w*)\$[\s\S]*?\$\1\$/g

/** The script with its comments and strings blanked out, so that the rest can be searched; every character keeps its position. */
export function withoutLiterals(sql: string): string {
  return sql.replace(literals, (literal) => (literal.startsWith('"') ? literal : blank(literal)))
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ')
}

/** The statements of a script, trimmed, without the comments before them. */
export function splitStatements(sql: string): string[] {
  const code = sql.replace(literals, blank)
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

/** The parts between the commas that are not in parentheses. */
export function splitList(sql: string): string[] {
  const parts: string[] = []
  let depth = 0
  let from = 0
  for (const { 0: mark, index } of `${sql.replace(literals, blank)},`.matchAll(/[(),]/g)) {
    if (mark !== ',') depth += mark === '(' ? 1 : -1
    else if (depth === 0) {
      parts.push(sql.slice(from, index).trim())
      from = index + 1
    }
  }
  return parts
}
