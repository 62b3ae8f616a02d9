import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type ColumnDef, type Constraint, type IndexStmt, type Node, parse } from 'libpg-query'

/** One part of an index: a column, or an expression in the form of `expressionOf`. */
export interface IndexPart {
  readonly column: string | undefined
  readonly expression: string | undefined
  readonly isDescending: boolean
  /** Such as `gin_trgm_ops`, if it is not the default of the type. */
  readonly operators: string | undefined
}

export interface Index {
  readonly name: string
  readonly table: string
  /**
   * `btree`, `gin`, … Two properties of a column are treated as indexes, because statements create and drop them in the same way: `generated`,
   * with the expression that computes it, and `collation`, with its name as the expression.
   */
  readonly method: string
  readonly parts: readonly IndexPart[]
  readonly isUnique: boolean
  /** For a partial index, its condition in the form of `expressionOf`. */
  readonly condition: string | undefined
}

/** The indexes that the migrations create, read with Postgres's own parser. @throws Error naming a migration that is not valid SQL */
export async function readIndexes(root: string): Promise<Index[]> {
  const folder = join(root, 'prisma/migrations')
  const entries = await readdir(folder, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  let indexes: Index[] = []
  for (const name of names.toSorted()) {
    const sql = await readFile(join(folder, name, 'migration.sql'), 'utf8')
    try {
      indexes = await indexesAfter(sql, indexes)
    } catch (error) {
      throw new Error(`The migration ${name} cannot be parsed: ${error instanceof Error ? error.message : error}`)
    }
  }
  return indexes
}

/** The indexes after a script, given those before it. */
export async function indexesAfter(sql: string, before: readonly Index[] = []): Promise<Index[]> {
  const { stmts = [] } = await parse(sql)
  return stmts.reduce<Index[]>((indexes, { stmt }) => (stmt ? after(indexes, stmt) : indexes), [...before])
}

/** An SQL expression in a normal form, whatever its layout; only for comparison. */
export async function expressionOf(sql: string): Promise<string> {
  const { stmts = [] } = await parse(`select ${sql}`)
  const [raw] = stmts
  const select = raw?.stmt && 'SelectStmt' in raw.stmt ? raw.stmt.SelectStmt : undefined
  const [target] = select?.targetList ?? []
  if (!target || !('ResTarget' in target)) throw new Error(`${sql} is not an expression.`)
  return written(target.ResTarget.val)
}

/** Without the positions in the text. */
const written = (node: unknown) =>
  JSON.stringify(node, (key, value: unknown) => (key === 'location' ? undefined : value))

function after(indexes: Index[], stmt: Node): Index[] {
  if ('IndexStmt' in stmt) return [...indexes, indexOf(stmt.IndexStmt)]
  if ('CreateStmt' in stmt) {
    const { relation, tableElts = [] } = stmt.CreateStmt
    return [...indexes, ...tableElts.flatMap((element) => ofElement(relation?.relname ?? '', element))]
  }
  if ('AlterTableStmt' in stmt) {
    const { relation, cmds = [] } = stmt.AlterTableStmt
    return cmds.reduce((known, command) => altered(known, relation?.relname ?? '', command), indexes)
  }
  if ('DropStmt' in stmt) {
    const { removeType, objects = [] } = stmt.DropStmt
    const names = objects.map(lastName)
    if (removeType === 'OBJECT_INDEX') return indexes.filter(({ name }) => !names.includes(name))
    return removeType === 'OBJECT_TABLE' ? indexes.filter(({ table }) => !names.includes(table)) : indexes
  }
  if ('RenameStmt' in stmt) {
    const { renameType, relation, subname = '', newname = '' } = stmt.RenameStmt
    const old = relation?.relname ?? ''
    if (renameType === 'OBJECT_INDEX')
      return indexes.map((index) => (index.name === old ? { ...index, name: newname } : index))
    const isOld = ({ table }: Index) => table === old
    if (renameType === 'OBJECT_TABLE')
      return indexes.map((index) => (isOld(index) ? { ...index, table: newname } : index))
    if (renameType === 'OBJECT_COLUMN')
      return indexes.map((index) => (isOld(index) ? renamedColumn(index, { from: subname, to: newname }) : index))
  }
  return indexes
}

function renamedColumn(index: Index, { from, to }: { from: string; to: string }): Index {
  return { ...index, parts: index.parts.map((part) => (part.column === from ? { ...part, column: to } : part)) }
}

function altered(indexes: Index[], table: string, command: Node): Index[] {
  if (!('AlterTableCmd' in command)) return indexes
  const { subtype, name = '', def } = command.AlterTableCmd
  if ((subtype === 'AT_AddConstraint' || subtype === 'AT_AddColumn') && def)
    return [...indexes, ...ofElement(table, def)]
  if (subtype === 'AT_DropConstraint') return indexes.filter((index) => index.table !== table || index.name !== name)
  if (subtype === 'AT_AlterColumnType' && def && 'ColumnDef' in def) {
    const others = indexes.filter((index) => !isCollationOf(index, table, name))
    return [...others, ...ofCollation(table, { ...def.ColumnDef, colname: name })]
  }
  // Dropping a column drops the indexes that contain it.
  if (subtype === 'AT_DropColumn')
    return indexes.filter((index) => index.table !== table || index.parts.every(({ column }) => column !== name))
  return indexes
}

/** The indexes of `primary key` and `unique`, for a column or the table. */
function ofElement(table: string, element: Node): Index[] {
  if ('Constraint' in element) return ofConstraint(table, element.Constraint, [])
  if (!('ColumnDef' in element)) return []
  const { colname = '', constraints = [] } = element.ColumnDef
  const own = constraints.flatMap((node) =>
    'Constraint' in node ? ofConstraint(table, node.Constraint, [colname]) : [],
  )
  return [...own, ...ofCollation(table, element.ColumnDef)]
}

const isCollationOf = ({ method, table, parts }: Index, of: string, column: string) =>
  method === 'collation' && table === of && parts[0]?.column === column

function ofCollation(table: string, { colname = '', collClause }: ColumnDef): Index[] {
  return collClause
    ? [markOf(table, 'collation', { column: colname, expression: lastName(collClause.collname?.at(-1)) })]
    : []
}

function markOf(
  table: string,
  method: string,
  { column, expression }: Pick<IndexPart, 'column' | 'expression'>,
): Index {
  const part = { column, expression, isDescending: false, operators: undefined }
  return { name: `${column} ${method}`, table, method, parts: [part], isUnique: false, condition: undefined }
}

function ofConstraint(
  table: string,
  { contype, conname, keys, raw_expr }: Constraint,
  own: readonly string[],
): Index[] {
  if (contype === 'CONSTR_GENERATED')
    return [markOf(table, 'generated', { column: own[0], expression: written(raw_expr) })]
  if (contype !== 'CONSTR_PRIMARY' && contype !== 'CONSTR_UNIQUE') return []
  const columns = keys?.map(lastName) ?? own
  const usual = contype === 'CONSTR_PRIMARY' ? `${table}_pkey` : `${table}_${columns.join('_')}_key`
  const parts = columns.map((column) => ({ column, expression: undefined, isDescending: false, operators: undefined }))
  return [{ name: conname ?? usual, table, method: 'btree', parts, isUnique: true, condition: undefined }]
}

function indexOf({ idxname = '', relation, accessMethod, indexParams = [], unique, whereClause }: IndexStmt): Index {
  const parts = indexParams.flatMap((node): IndexPart[] => {
    if (!('IndexElem' in node)) return []
    const { name, expr, opclass = [], ordering } = node.IndexElem
    const operators = opclass.length > 0 ? lastName(opclass.at(-1)) : undefined
    const expression = expr === undefined ? undefined : written(expr)
    return [{ column: name, expression, isDescending: ordering === 'SORTBY_DESC', operators }]
  })
  return {
    name: idxname,
    table: relation?.relname ?? '',
    method: accessMethod ?? 'btree',
    parts,
    isUnique: unique ?? false,
    condition: whereClause === undefined ? undefined : written(whereClause),
  }
}

/** The last part of a name that may be qualified with a schema. */
function lastName(node: Node | undefined): string {
  if (node && 'List' in node) return lastName(node.List.items?.at(-1))
  return node && 'String' in node ? (node.String.sval ?? '') : ''
}
