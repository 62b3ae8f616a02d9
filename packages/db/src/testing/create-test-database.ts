import { inject } from 'vitest'
import type { EmbeddedUrls } from '../roles/database-urls.ts'
import { createDatabaseFor, databaseUrl, dropDatabase, emptyTemplate } from './template.ts'

/** `url` is for the program's role, as in production: a test that needs more rights uses the URL of another role. */
export interface TestDatabase extends EmbeddedUrls {
  /** Also ends open connections. */
  drop(): Promise<void>
}

/** A separate database with all migrations applied, for one test file. Needs the global set-up of this folder. */
export function createTestDatabase(): Promise<TestDatabase> {
  return create(inject('plinthTemplate'))
}

/** The same without any migration. */
export function createEmptyDatabase(): Promise<TestDatabase> {
  return create(emptyTemplate)
}

/** The URL of a test database for the owner of its tables, from its URL for the program. */
export function asOwner(url: string): string {
  return databaseUrl(inject('plinthServer').ownerUrl, new URL(url).pathname.slice(1))
}

/** The log file of the test databases' server. */
export function serverLog(): string {
  return inject('plinthServerLog')
}

async function create(template: string): Promise<TestDatabase> {
  const server = inject('plinthServer')
  const name = `plinth_test_${crypto.randomUUID()}`
  const urls = await createDatabaseFor(server, { name, template })
  return { ...urls, drop: () => dropDatabase(server, name) }
}
