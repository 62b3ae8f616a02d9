import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { EmbeddedPostgres } from '../embedded/embedded-postgres.ts'
import type { EmbeddedUrls } from '../roles/database-urls.ts'
import { createTemplate, dropDatabase } from './template.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The Postgres of a test run. */
    plinthServer: EmbeddedUrls
    /** Its log file. */
    plinthServerLog: string
    /** A database on it with all migrations applied, to be cloned. */
    plinthTemplate: string
  }
}

/** Nothing outlives the run, so nothing must survive a crash. `embedded-postgres.test.ts` tests a durable server. */
const settings = { fsync: false, full_page_writes: false, wal_compression: false, max_wal_size: '4GB' }

/** Vitest's global set-up: one Postgres for the whole run, with a migrated database to clone. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'plinth-test-'))
  const postgres = new EmbeddedPostgres({ dataDir, settings })
  const server = await postgres.start()
  const template = await createTemplate(server)
  project.provide('plinthServer', server)
  project.provide('plinthServerLog', join(dataDir, 'postgres.log'))
  project.provide('plinthTemplate', template)
  return async () => {
    await dropDatabase(server, template)
    await postgres.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}
