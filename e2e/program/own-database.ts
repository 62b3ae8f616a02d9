import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EmbeddedPostgres } from '@plinth/db/embedded/embedded-postgres'

/** A Postgres beside the program, which can be taken away from it and given back. */
export interface OwnDatabase extends AsyncDisposable {
  readonly url: string
  stop(): Promise<void>
  start(): Promise<void>
}

/** Starts a Postgres for `DATABASE_URL`. Disposing it stops it and removes its files. */
export async function startOwnDatabase(): Promise<OwnDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), 'plinth-e2e-database-'))
  const postgres = new EmbeddedPostgres({ dataDir })
  const { url } = await postgres.start()
  return {
    url,
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
