import { type Node, parse } from 'libpg-query'

/** A statement of a script, as parsed by Postgres's own parser. */
export interface ParsedStatement {
  /** Its text, without preceding comments and the semicolon after it. */
  readonly sql: string
  /** The line of its first word, from 1. */
  readonly line: number
  /** Whether it begins, ends or divides a transaction: BEGIN, COMMIT, ROLLBACK, SAVEPOINT. */
  readonly isTransactionControl: boolean
  /** Whether Postgres refuses it inside a transaction: CREATE INDEX CONCURRENTLY, VACUUM. */
  readonly isAlone: boolean
  /** The new value of ALTER TYPE … ADD VALUE, which no other statement of its transaction may use. */
  readonly newEnumValue: string | undefined
  /** Its position in the script, from its first word to after its semicolon. */
  readonly start: number
  readonly end: number
}

/** The statements of a script; undefined if it does not conform to Postgres's grammar: such a script fails as a whole before any statement runs. */
export async function parseScript(sql: string): Promise<ParsedStatement[] | undefined> {
  const parsed = await parse(sql).catch(() => undefined)
  if (!parsed) return undefined
  const bytes = Buffer.from(sql)
  return (parsed.stmts ?? []).flatMap(({ stmt, stmt_location: from = 0, stmt_len: length }) => {
    if (!stmt) return []
    // The parser counts bytes, and a statement starts at the end of the one before it, comments included.
    const until = length === undefined ? bytes.length : from + length
    const whole = bytes.toString('utf8', from, until)
    const lead = /^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)*/.exec(whole)?.[0].length ?? 0
    const start = bytes.toString('utf8', 0, from).length + lead
    const text = whole.slice(lead).trimEnd()
    const behind = start + whole.length - lead
    return {
      sql: text,
      line: sql.slice(0, start).split('\n').length,
      isTransactionControl: 'TransactionStmt' in stmt,
      isAlone: isAlone(stmt),
      newEnumValue: 'AlterEnumStmt' in stmt && !stmt.AlterEnumStmt.oldVal ? stmt.AlterEnumStmt.newVal : undefined,
      start,
      end: sql[behind] === ';' ? behind + 1 : behind,
    }
  })
}

// The statements that cannot run inside a transaction block according to their pages in PostgreSQL's manual (Part VI).
function isAlone(stmt: Node): boolean {
  if ('IndexStmt' in stmt) return stmt.IndexStmt.concurrent ?? false
  if ('DropStmt' in stmt) return stmt.DropStmt.concurrent ?? false
  if ('ReindexStmt' in stmt) {
    const { kind, params } = stmt.ReindexStmt
    return (kind !== 'REINDEX_OBJECT_INDEX' && kind !== 'REINDEX_OBJECT_TABLE') || hasOption(params, 'concurrently')
  }
  if ('VacuumStmt' in stmt) return stmt.VacuumStmt.is_vacuumcmd ?? false
  if ('ClusterStmt' in stmt) return stmt.ClusterStmt.relation === undefined
  if ('AlterTableStmt' in stmt) {
    return (stmt.AlterTableStmt.cmds ?? []).some(
      (cmd) =>
        'AlterTableCmd' in cmd &&
        cmd.AlterTableCmd.def !== undefined &&
        'PartitionCmd' in cmd.AlterTableCmd.def &&
        (cmd.AlterTableCmd.def.PartitionCmd.concurrent ?? false),
    )
  }
  return aloneKinds.some((kind) => kind in stmt)
}

const aloneKinds = [
  'AlterSystemStmt',
  'CreatedbStmt',
  'DropdbStmt',
  'CreateTableSpaceStmt',
  'DropTableSpaceStmt',
  'CreateSubscriptionStmt',
  'DropSubscriptionStmt',
]

function hasOption(params: readonly Node[] | undefined, name: string): boolean {
  return (params ?? []).some((param) => 'DefElem' in param && param.DefElem.defname === name)
}
