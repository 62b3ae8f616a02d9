import { splitList, splitStatements, withoutLiterals } from './script.ts'
import { clauseRules, namePattern, sqlPattern, statementRules, type WarningRule } from './warning-rules.ts'

export interface Warning {
  /** The statement, or the clause of an ALTER TABLE, on one line. */
  sql: string
  text: string
}

interface Place {
  /** Tables that the same migration creates, so nobody uses them yet. */
  created: ReadonlySet<string>
  /** The table of the ALTER TABLE that contains a clause. */
  table?: string
}

const createTable = sqlPattern('^CREATE TABLE (?:IF NOT EXISTS )?{table}')
const dropTable = sqlPattern('^DROP TABLE (?:IF EXISTS )?{table}')
const alterTable = sqlPattern(String.raw`^ALTER TABLE (?:IF EXISTS )?(?:ONLY )?{table}(?=\s)`)

/** Lists what a migration locks or loses, statement by statement. Statements without an effect on existing objects are omitted. */
export function warningsOf(sql: string): Warning[] {
  const statements = splitStatements(sql).map(onOneLine)
  const tables = (pattern: RegExp) => statements.flatMap((statement) => pattern.exec(statement)?.groups?.table ?? [])
  const created = new Set(tables(createTable))
  const warnings = statements.flatMap((statement) => {
    const table = alterTable.exec(statement)?.groups?.table
    return table === undefined
      ? firstWarning(statementRules, statement, { created })
      : alterWarnings(statement, { created, table })
  })
  const [from] = tables(dropTable)
  const [to] = created
  return from === undefined || to === undefined
    ? warnings
    : [...warnings, renameHint(`ALTER TABLE ${from} RENAME TO ${to}`)]
}

function alterWarnings(statement: string, place: Required<Place>): Warning[] {
  const clauses = splitList(statement.replace(alterTable, '')).map(onOneLine)
  const warnings = clauses.flatMap((clause) => firstWarning(clauseRules, clause, place))
  const column = (verb: string) =>
    clauses.flatMap((clause) => new RegExp(`^${verb} COLUMN (${namePattern})`, 'i').exec(clause)?.[1] ?? [])[0]
  const from = column('DROP')
  const to = column('ADD')
  if (from === undefined || to === undefined) return warnings
  return [...warnings, renameHint(`ALTER TABLE ${place.table} RENAME COLUMN ${from} TO ${to}`)]
}

// The models describe only the target state, so a renaming looks like a deletion and an addition.
function renameHint(rename: string): Warning {
  return {
    sql: rename,
    text: 'if this is a rename, write this instead of the drop and the new one: it keeps the values.',
  }
}

function firstWarning(rules: WarningRule[], sql: string, { created, table }: Place): Warning[] {
  const code = onOneLine(withoutLiterals(sql))
  for (const { pattern, text } of rules) {
    const match = pattern.exec(code)
    if (!match) continue
    const groups = { ...match.groups, ...(table === undefined ? {} : { table }) }
    const isNew = groups.table !== undefined && created.has(groups.table)
    return isNew ? [] : [{ sql, text: text(groups) }]
  }
  return []
}

function onOneLine(sql: string): string {
  return sql.replace(/\s+/g, ' ').trim()
}
