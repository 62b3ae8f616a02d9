import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EmbeddedPostgres } from '@plinth/db/embedded/embedded-postgres'

/** A Postgres beside the program, which a test can stop and start again. */
export interface OwnDatabase extends AsyncDisposable {
  /** The settings of a program on it. */
  readonly settings: { readonly DATABASE_URL: string; readonly DATABASE_MIGRATION_URL: string }
  /** For a superuser. */
  readonly superuserUrl: string
  stop(): Promise<void>
  start(): Promise<void>
}

/** Starts a Postgres for `DATABASE_URL`. Disposing it stops it and removes its files. */
export async function startOwnDatabase(): Promise<OwnDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), 'plinth-e2e-database-'))
  const postgres = new EmbeddedPostgres({ dataDir })
  const { url, ownerUrl, superuserUrl } = await postgres.start()
  return {
    settings: { DATABASE_URL: url, DATABASE_MIGRATION_URL: ownerUrl },
    superuserUrl,
    stop: () => postgres.stop(),
    async start() {
      await postgres.start()
    },
    async [Symbol.asyncDispose]() {
      await postgres.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
