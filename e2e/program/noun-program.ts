import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../../packages/tooling/src/root.ts'
import { run } from '../../packages/tooling/src/run.ts'
import { copyRepository } from '../../packages/tooling/src/testing/repository-copy.ts'
import { enrichConcerts } from '../fixtures/concerts.ts'
import { startOwnDatabase } from './own-database.ts'
import { type Program, startProgram } from './program.ts'

/** A program with a new noun. */
interface NounProgram extends Program {
  readonly databaseUrl: string
}

/** Follows the README's steps for a new noun in a copy of the repository, and starts the program of the copy. */
export async function startNounProgram(): Promise<NounProgram> {
  await using parts = new AsyncDisposableStack()
  const copy = parts.use(await copyRepository())
  await copy.commit()
  const database = parts.use(await startOwnDatabase())
  const npmRun = async (script: string, ...args: string[]) => {
    const env = { DATABASE_URL: database.superuserUrl }
    const { exitCode, output } = await run({ root: copy.root, command: 'node', args: [script, ...args], env })
    if (exitCode !== 0) throw new Error(`${script} ${args.join(' ')} ended with ${exitCode}:\n${output}`)
  }
  await npmRun('packages/tooling/src/new.ts', 'concerts')
  await enrichConcerts(copy)
  await npmRun('packages/tooling/src/gen.ts')
  await npmRun('packages/db/src/cli.ts', 'new', 'add-concerts')

  // The pages know no noun: the copy uses the build of the global setup. A build in the copy would fail because of its links.
  await cp(join(root, 'apps/web/.next'), join(copy.root, 'apps/web/.next'), { recursive: true, verbatimSymlinks: true })
  await copy.write('apps/web/src/build.ts', 'export const ensureBuilt = () => Promise.resolve()\n')
  const program = parts.use(await startProgram({ ...database.settings, CONDUIT: 'off' }, copy.root))
  const started = parts.move()
  return {
    ...program,
    databaseUrl: database.settings.DATABASE_URL,
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  }
}
