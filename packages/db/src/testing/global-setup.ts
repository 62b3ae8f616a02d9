import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { EmbeddedPostgres } from '../embedded/embedded-postgres.ts'
import { createTemplate, dropTemplate } from './template.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The Postgres of a test run. A runner may provide its own in Vitest's settings. */
    plinthServerUrl: string
    /** A database on it with all migrations applied, to be cloned. */
    plinthTemplate: string
  }
}

/** Vitest's global set-up: one Postgres for the whole run, as durable as in production, with a migrated database to clone. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const givenUrl: string | undefined = project.getProvidedContext().plinthServerUrl
  const { url, stop } = givenUrl === undefined ? await startServer() : { url: givenUrl, stop: async () => undefined }
  const template = await createTemplate(url)
  project.provide('plinthServerUrl', url)
  project.provide('plinthTemplate', template)
  return async () => {
    await dropTemplate(url, template)
    await stop()
  }
}

async function startServer(): Promise<{ url: string; stop(): Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'plinth-test-'))
  const postgres = new EmbeddedPostgres({ dataDir })
  const { url } = await postgres.start()
  return {
    url,
    async stop() {
      await postgres.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
