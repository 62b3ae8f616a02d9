import { join } from 'node:path'
import { type CommandSettings, root } from '../env.ts'
import { describeUrl } from '../migrate/connect.ts'
import { driftOf, mayCompare } from '../migrate/drift.ts'
import { migrate, migrationState } from '../migrate/migrate.ts'
import { reasonOf } from '../migrate/migration-failed.ts'
import { needsMigration, writeMigration } from '../migrate/new-migration.ts'
import { readContents, reset } from '../migrate/reset.ts'
import { warningsOf } from '../migrate/warnings.ts'
import { renderTable } from './table.ts'
import { openTarget, runningUrls, type Target } from './target.ts'

/** The parsed command line after the command's name. */
export interface CommandInput {
  settings: CommandSettings
  /** For `new`. */
  name: string | undefined
  flags: { yes?: boolean | undefined; empty?: boolean | undefined }
}

/** Prints its result and returns the exit code. */
export type Command = (input: CommandInput) => Promise<number>

const log = console.log

export const commands: Record<string, Command> = {
  async status({ settings }) {
    await using target = await openTarget(settings)
    const { applied, pending, unknown, failed, edited } = await migrationState({ url: target.urls.ownerUrl })
    const label = (name: string) =>
      unknown.includes(name) ? 'not in this program' : edited.includes(name) ? 'applied, changed since' : 'applied'
    const rows = [
      ...applied.map((name) => [name, label(name)]),
      ...pending.map((name) => [name, failed.includes(name) ? 'pending, failed before' : 'pending']),
    ]
    log(`Database ${describeUrl(target.urls.ownerUrl)}\n`)
    log(renderTable([['Migration', 'State'], ...rows]))
    if (unknown.length > 0) log('\nThe database is newer than this program: use the newer version of Plinth.')
    else if (pending.length > 0) log(`\n${pending.length} pending. Apply with: npm run db -- migrate`)
    const problems = await differences(creatorUrl(target), pending.length + unknown.length === 0)
    for (const problem of problems) log(`\n${problem}`)
    return pending.length + unknown.length + problems.length === 0 ? 0 : 1
  },

  async migrate({ settings }) {
    await using target = await openTarget(settings)
    const names = await migrate({ ...migrationUrls(target), log })
    if (names.length === 0) log('Nothing to do: all migrations are applied.')
    return 0
  },

  async new({ settings, name, flags }) {
    if (name === undefined) return refuse('A migration needs a name: npm run db -- new add-books')
    await using target = await openTarget(settings)
    const written = await writeMigration({
      url: creatorUrl(target),
      name,
      prismaDirectory: join(root, 'prisma'),
      isEmptyAllowed: flags.empty ?? false,
    })
    if (written.length === 0) {
      log(
        'The models are as the migrations leave them: nothing was written. (For SQL by hand: npm run db -- new NAME --empty)',
      )
      return 0
    }
    for (const migration of written) {
      log(`Wrote prisma/migrations/${migration.name}/migration.sql\n\n${migration.sql}`)
      const warnings = warningsOf(migration.sql)
      if (warnings.length === 0) log('It locks and loses nothing that is there.')
      for (const { sql, text } of warnings) log(`- ${shorten(sql)}\n  ${text}`)
    }
    log('\nRead it, change it where it should do otherwise, and apply it with: npm run db -- migrate')
    return 0
  },

  async reset({ settings, flags }) {
    await using target = await openTarget(settings)
    const { tables, rows } = await readContents(target.urls.ownerUrl)
    const loss = `all ${tables} tables with about ${rows.toLocaleString('en')} rows in ${describeUrl(target.urls.ownerUrl)}`
    if (!flags.yes)
      return refuse(`This would delete ${loss}, for good. If that is what you want: npm run db -- reset --yes`)
    await reset({ ...migrationUrls(target), log })
    log(`Deleted ${loss}.`)
    return 0
  },

  async 'psql-url'({ settings }) {
    const urls = await runningUrls(settings)
    if (urls === undefined)
      return refuse(`No Postgres runs in ${settings.dataDir}. Start Plinth (npm start), and ask again.`)
    log(urls.ownerUrl)
    return 0
  },
}

/** The differences between models, migrations and database, one text each. */
async function differences(url: string, isUpToDate: boolean): Promise<string[]> {
  const prismaDirectory = join(root, 'prisma')
  if (!(await mayCompare(url))) {
    log(
      '\nModels and database were not compared with the migrations: this takes a role that may create a database. Name it in DATABASE_MIGRATION_URL for this command.',
    )
    return []
  }
  try {
    const problems: string[] = []
    if (await needsMigration({ url, prismaDirectory }))
      problems.push('The models say more than the migrations. Write what is missing with: npm run db -- new NAME')
    if (!isUpToDate) return problems
    const { missing, extra } = await driftOf({ url })
    const listed = (lines: string[]) => lines.map((line) => `- ${line}`).join('\n')
    if (missing.length > 0) problems.push(`The database lacks what the migrations make:\n${listed(missing)}`)
    if (extra.length > 0) problems.push(`The database has what no migration makes:\n${listed(extra)}`)
    if (missing.length + extra.length > 0)
      problems.push(
        'The database was changed by hand. Undo the change, or write it in a migration: npm run db -- new NAME --empty',
      )
    return problems
  } catch (error) {
    return [`Models and database were not compared with the migrations: ${reasonOf(error).replace(/\.$/, '')}.`]
  }
}

const migrationUrls = ({ urls }: Target) => ({ url: urls.ownerUrl, superuserUrl: urls.superuserUrl })

/** The URL of a role that may create a database to compare with. */
const creatorUrl = ({ urls }: Target) => urls.superuserUrl ?? urls.ownerUrl

function refuse(reason: string): number {
  console.error(reason)
  return 1
}

function shorten(sql: string): string {
  return sql.length > 100 ? `${sql.slice(0, 99)}…` : sql
}
