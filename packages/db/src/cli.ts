import { parseArgs } from 'node:util'
import { commands } from './cli/commands.ts'
import { readSettings } from './env.ts'

const usage = `npm run db -- COMMAND

  status         which migrations are applied
  migrate        apply what is pending
  new NAME       write a migration for what changed in prisma/models (--empty: for SQL by hand)
  reset --yes    delete everything and apply all migrations
  psql-url       the address of the database, for psql, as the owner of its tables

They work on DATABASE_URL (as the role of DATABASE_MIGRATION_URL where it is set), or on the embedded Postgres in DATA_DIR (./data).`

/** Runs one command and returns the exit code. */
async function main(): Promise<number> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { yes: { type: 'boolean' }, empty: { type: 'boolean' } },
  })
  const [word = '', ...rest] = positionals
  const command = Object.hasOwn(commands, word) ? commands[word] : undefined
  if (!command) {
    console.error(word === '' ? usage : `There is no command "${word}".\n\n${usage}`)
    return 1
  }
  return command({ settings: readSettings(), name: rest.length > 0 ? rest.join(' ') : undefined, flags: values })
}

try {
  process.exitCode = await main()
} catch (error) {
  // Expected errors (ours, or about the arguments or the system) have a code, and their message is sufficient.
  console.error(error instanceof Error && 'code' in error ? error.message : error)
  process.exitCode = 1
}
