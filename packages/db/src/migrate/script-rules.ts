import { DatabaseStartError } from '../embedded/start-error.ts'
import type { Migration } from './migration-files.ts'
import { type ParsedStatement, parseScript } from './parsed-script.ts'

/**
 * A migration is one transaction, or one statement that cannot be in one.
 * @throws DatabaseStartError `MIGRATION_INVALID` naming the line that makes it neither
 */
export async function assertWhole({ name, sql }: Migration): Promise<void> {
  const statements = (await parseScript(sql)) ?? []
  const control = statements.find(({ isTransactionControl }) => isTransactionControl)
  if (control) {
    throw invalid(
      `The migration ${name} has ${shown(control.sql)} in line ${control.line}. A migration is one transaction, which Plinth begins and commits: take BEGIN, COMMIT, ROLLBACK and savepoints out of it.`,
    )
  }
  const alone = statements.find(({ isAlone }) => isAlone)
  if (!alone || statements.length === 1) return
  throw invalid(
    `The migration ${name} has ${shown(alone.sql)} in line ${alone.line} beside other statements. Postgres does not run it inside a transaction: move it to a migration of its own (npm run db -- new NAME --empty).`,
  )
}

/** Whether all of the script runs in one transaction. */
export async function isOneTransaction(sql: string): Promise<boolean> {
  return !((await parseScript(sql)) ?? []).some(({ isAlone }) => isAlone)
}

/**
 * The script that Prisma writes for a change, as the migrations that it takes: without its BEGIN and COMMIT around the exchange of an enum, and
 * with new values of an enum in a migration before the one that uses them.
 */
export async function wholeScripts(sql: string): Promise<string[]> {
  const statements = (await parseScript(sql)) ?? []
  const without = (left: readonly ParsedStatement[]) =>
    left
      .toReversed()
      .reduce((text, { start, end }) => `${text.slice(0, start)}${text.slice(end).replace(/^\n/, '')}`, sql)
  const control = statements.filter(({ isTransactionControl }) => isTransactionControl)
  const added = statements.filter(({ newEnumValue }) => newEnumValue !== undefined)
  const isUsed = added.some(({ newEnumValue = '' }) =>
    statements.some((other) => other.newEnumValue === undefined && other.sql.includes(literalOf(newEnumValue))),
  )
  if (!isUsed) return [without(control)]
  const lines = added.map(({ sql }) => `${sql};\n`)
  return [`-- AlterEnum\n${lines.join('')}`, without([...control, ...added].sort((a, b) => a.start - b.start))]
}

const literalOf = (value: string) => `'${value.replaceAll("'", "''")}'`

/** A statement on one line of at most 60 characters. */
function shown(sql: string): string {
  const line = sql.replace(/\s+/g, ' ')
  return `"${line.length > 60 ? `${line.slice(0, 59)}…` : line}"`
}

const invalid = (message: string) => new DatabaseStartError('MIGRATION_INVALID', `${message} Nothing was changed.`)
