import type pg from 'pg'
import { DatabaseStartError } from '../embedded/start-error.ts'
import type { ColumnClauses } from './column-clauses.ts'
import { type ParsedStatement, parseScript } from './parsed-script.ts'
import { splitList } from './script.ts'

/** A column that Postgres computes from others of its row, such as `searchVector`. */
export interface GeneratedColumn {
  table: string
  column: string
  type: string
  /** The columns that it is computed from. */
  reads: string[]
  /** The statements that make its indexes, by the names of these. */
  indexes: Record<string, string>
}

/** The generated columns of a database. */
export async function readGeneratedColumns(client: pg.Client): Promise<GeneratedColumn[]> {
  const { rows } = await client.query<GeneratedColumn>(`
    select c.relname as "table", a.attname as "column", format_type(a.atttypid, a.atttypmod) as "type",
      array(select u.column_name::text from information_schema.column_column_usage u
        where u.table_schema = current_schema() and u.table_name = c.relname and u.dependent_column = a.attname order by 1) as "reads",
      coalesce((select json_object_agg(x.relname, regexp_replace(pg_get_indexdef(i.indexrelid), '\\m' || quote_ident(current_schema()) || '\\.', '', 'g'))
        from pg_index i join pg_class x on x.oid = i.indexrelid
        where i.indrelid = c.oid and (a.attnum = any (i.indkey) or exists (select from pg_depend d
          where d.classid = 'pg_class'::regclass and d.objid = i.indexrelid and d.refobjid = c.oid and d.refobjsubid = a.attnum))), '{}') as "indexes"
    from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relnamespace = current_schema()::regnamespace and a.attgenerated <> '' and not a.attisdropped
    order by 1, 2`)
  return rows
}

/** Whether Postgres could refuse the script because of a generated column: it drops columns or changes their types. */
export const touchesColumns = (sql: string): boolean => /\bDROP COLUMN\b|\bSET DATA TYPE\b/.test(sql)

const alterTable = /^ALTER TABLE "([^"]+)" /
const touched = /^(?:DROP COLUMN "([^"]+)"|ALTER COLUMN "([^"]+)" SET DATA TYPE)/

/** An ALTER TABLE of the script that changes columns. */
interface Alteration {
  readonly statement: ParsedStatement
  readonly table: string
  readonly clauses: readonly string[]
}

/**
 * A script as Prisma writes it, which knows nothing of generated columns: each one is dropped before a column that it reads is dropped or gets another type,
 * and made anew behind that from the clause in its model, with its indexes.
 * @throws DatabaseStartError `MIGRATION_INVALID` where the clause reads a column that is dropped, or is not there
 */
export async function withGeneratedColumns(
  sql: string,
  generated: readonly GeneratedColumn[],
  clauses: ColumnClauses,
): Promise<string> {
  const statements = (await parseScript(sql)) ?? []
  const alterations = statements.flatMap((statement): Alteration[] => {
    const table = alterTable.exec(statement.sql)?.[1]
    const own = splitList(statement.sql.replace(alterTable, ''))
    return table !== undefined && own.some((clause) => /^(?:ADD|DROP|ALTER) COLUMN /.test(clause))
      ? [{ statement, table, clauses: own }]
      : []
  })
  const edits: Edit[] = []
  for (const column of generated) edits.push(...editsFor(column, { sql, statements, alterations, clauses }))
  return edits
    .toSorted((one, other) => other.start - one.start)
    .reduce((text, { start, end, by }) => `${text.slice(0, start)}${by}${text.slice(end)}`, sql)
}

interface Edit {
  readonly start: number
  readonly end: number
  readonly by: string
}

interface Script {
  readonly sql: string
  readonly statements: readonly ParsedStatement[]
  readonly alterations: readonly Alteration[]
  readonly clauses: ColumnClauses
}

function editsFor(generated: GeneratedColumn, { statements, alterations, clauses }: Script): Edit[] {
  const { table, column, type, reads, indexes } = generated
  const own = alterations.filter((each) => each.table === table)
  const clauseOf = (each: string) => touched.exec(each)
  const all = own.flatMap((each) => each.clauses)
  const base = all
    .map((each) => clauseOf(each)?.[1] ?? clauseOf(each)?.[2])
    .filter((name) => reads.includes(name ?? ''))
  const [first, last] = [own[0], own.at(-1)]
  if (base.length === 0 || !first || !last) return []
  const drop = `ALTER TABLE "${table}" DROP COLUMN "${column}"`
  if (all.includes(`DROP COLUMN "${column}"`))
    return own.flatMap(({ statement, clauses: parts }) => {
      const rest = parts.filter((part) => part !== `DROP COLUMN "${column}"`)
      if (rest.length === parts.length && statement !== first.statement) return []
      const lead = statement === first.statement ? `${drop};\n` : ''
      const kept = rest.length > 0 ? `ALTER TABLE "${table}" ${rest.join(',\n')};` : ''
      return [{ start: statement.start, end: statement.end, by: `${lead}${kept}` }]
    })
  const clause = clauses.get(`${table}.${column}`)
  const dropped = all.flatMap((each) => clauseOf(each)?.[1] ?? [])
  const lost = dropped.find((name) => new RegExp(`"${name}"|(?<!["\\w])${name}(?!["\\w])`).test(clause ?? ''))
  if (clause === undefined || lost !== undefined) throw notComputable(generated, { clause, lost: lost ?? dropped[0] })
  const gone = statements.flatMap((each) => /^DROP INDEX "([^"]+)"/.exec(each.sql)?.[1] ?? [])
  const made = Object.entries(indexes).flatMap(([name, index]) => (gone.includes(name) ? [] : [`\n${index};`]))
  const why = `-- "${column}" is computed from ${base.map((name) => `"${name}"`).join(', ')}: it is dropped before, and made anew after.`
  return [
    { start: first.statement.start, end: first.statement.start, by: `${why}\n${drop};\n` },
    {
      start: last.statement.end,
      end: last.statement.end,
      by: `\nALTER TABLE "${table}" ADD COLUMN "${column}" ${type} ${clause};${made.join('')}`,
    },
  ]
}

function notComputable(
  { table, column }: GeneratedColumn,
  { clause, lost }: { clause: string | undefined; lost: string | undefined },
): DatabaseStartError {
  const problem = `"${column}" of "${table}" is computed from "${lost}", which the change drops`
  const remedy =
    clause === undefined
      ? `Say above ${column} in the model what it is computed from (/// @sql GENERATED ALWAYS AS (…) STORED), or take ${column} out of the model.`
      : `Name another column instead in the comment above ${column} in the model: /// @sql ${clause}`
  return new DatabaseStartError('MIGRATION_INVALID', `${problem}. ${remedy} Nothing was written.`)
}
