import { existsSync } from 'node:fs'
import { EmbeddedPostgres } from '../embedded/embedded-postgres.ts'
import { layoutOf } from '../embedded/layout.ts'
import { findOwner, type Owner } from '../embedded/lock.ts'
import { poll } from '../embedded/poll.ts'
import { DatabaseStartError } from '../embedded/start-error.ts'
import type { CommandSettings } from '../env.ts'

/** The database that a command works on. */
export interface Target extends AsyncDisposable {
  url: string
}

/** DATABASE_URL, else the embedded server that runs, else the embedded server, started for as long as the command runs. */
export async function openTarget(settings: CommandSettings): Promise<Target> {
  const url = settings.databaseUrl ?? (await runningUrl(settings))
  if (url !== undefined) return { url, async [Symbol.asyncDispose]() {} }
  const postgres = new EmbeddedPostgres({ dataDir: settings.dataDir, log: console.error })
  const started = await postgres.start()
  return { url: started.url, [Symbol.asyncDispose]: () => postgres.stop() }
}

/** Where the embedded server answers, or undefined when none runs. Waits for one that is just starting. */
export async function runningUrl({ dataDir }: CommandSettings): Promise<string | undefined> {
  if (!existsSync(dataDir)) return undefined
  const layout = layoutOf(dataDir)
  const owner = await poll(performance.now() + 15_000, 50, () => {
    const found: Owner | 'none' = findOwner(layout) ?? 'none'
    return found === 'none' || found.url !== undefined ? found : undefined
  })
  if (owner === 'none') return undefined
  if (owner?.url !== undefined) return owner.url
  throw new DatabaseStartError(
    'DATA_DIR_IN_USE',
    `Another Plinth holds the data folder ${dataDir}, but its Postgres does not answer. Stop that one, and try again.`,
  )
}
