import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { afterAll, onTestFinished } from 'vitest'
import { EmbeddedPostgres, type EmbeddedPostgresOptions } from '../embedded/embedded-postgres.ts'

const run = promisify(execFile)

/** An empty folder that is deleted after the test. */
export async function scratchFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'plinth-scratch-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }))
  return folder
}

let initialized: Promise<string> | undefined

afterAll(async () => {
  if (initialized) await rm(await initialized, { recursive: true, force: true })
})

/** A data folder whose Postgres is initialised but not running: a copy of one that is created once for each test file. */
export async function initializedFolder(): Promise<string> {
  initialized ??= initialize()
  const folder = await scratchFolder()
  // Preserves owners and modes, unlike Node's copy functions.
  await run('cp', ['-a', `${await initialized}/.`, folder])
  return folder
}

async function initialize(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'plinth-initialized-'))
  const postgres = new EmbeddedPostgres({ dataDir: folder })
  await postgres.start()
  await postgres.stop()
  return folder
}

/** A server that is stopped at the end of the test. */
export function scratchServer(options: EmbeddedPostgresOptions): EmbeddedPostgres {
  const postgres = new EmbeddedPostgres(options)
  onTestFinished(() => postgres.stop())
  return postgres
}

/** Runs SQL on a separate connection and returns the rows. */
export async function query<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Row>(sql)).rows
  } finally {
    await client.end()
  }
}
