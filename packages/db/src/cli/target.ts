import { existsSync } from 'node:fs'
import { EmbeddedPostgres } from '../embedded/embedded-postgres.ts'
import { layoutOf } from '../embedded/layout.ts'
import { findOwner, type Owner } from '../embedded/lock.ts'
import { readPasswords, urlsOf } from '../embedded/passwords.ts'
import { poll } from '../embedded/poll.ts'
import { DatabaseStartError } from '../embedded/start-error.ts'
import type { CommandSettings } from '../env.ts'
import { type DatabaseUrls, ownUrls } from '../roles/database-urls.ts'

/** The database that a command works on. */
export interface Target extends AsyncDisposable {
  urls: DatabaseUrls
}

/** The database of DATABASE_URL, else of the embedded server, which is started for the duration of the command if it is not running. */
export async function openTarget(settings: CommandSettings): Promise<Target> {
  const urls = await runningUrls(settings)
  if (urls !== undefined) return { urls, async [Symbol.asyncDispose]() {} }
  const postgres = new EmbeddedPostgres({ dataDir: settings.dataDir, log: console.error })
  return { urls: await postgres.start(), [Symbol.asyncDispose]: () => postgres.stop() }
}

/** The URLs of DATABASE_URL or of the running embedded server, or undefined when none runs. Waits for one that is just starting. */
export async function runningUrls({
  databaseUrl,
  directUrl,
  migrationUrl,
  dataDir,
}: CommandSettings): Promise<DatabaseUrls | undefined> {
  if (databaseUrl !== undefined) return ownUrls({ url: databaseUrl, directUrl, migrationUrl })
  if (!existsSync(dataDir)) return undefined
  const layout = layoutOf(dataDir)
  const owner = await poll(performance.now() + 15_000, 50, () => {
    const found: Owner | 'none' = findOwner(layout) ?? 'none'
    return found === 'none' || found.socketDir !== undefined ? found : undefined
  })
  if (owner === 'none') return undefined
  const passwords = await readPasswords(layout)
  if (owner?.socketDir !== undefined && passwords) return urlsOf(owner.socketDir, passwords)
  throw new DatabaseStartError(
    'DATA_DIR_IN_USE',
    `Another Plinth holds the data folder ${dataDir}, but its Postgres does not answer. Stop that one, and try again.`,
  )
}
