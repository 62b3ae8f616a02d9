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
    /** Where it logs. */
    plinthServerLog: string
    /** A database on it with all migrations applied, to be cloned. */
    plinthTemplate: string
  }
}

/** Vitest's global set-up: one Postgres for the whole run, as durable as in production, with a migrated database to clone. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'plinth-test-'))
  const postgres = new EmbeddedPostgres({ dataDir })
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
