import { inject } from 'vitest'
import type { EmbeddedUrls } from '../roles/database-urls.ts'
import { createDatabaseFor, databaseUrl, dropDatabase, emptyTemplate } from './template.ts'

/** `url` is for the program's role, as in production: a test that needs more says so by the role that it takes. */
export interface TestDatabase extends EmbeddedUrls {
  /** Ends what is still connected, too. */
  drop(): Promise<void>
}

/** A database of one's own with all migrations applied: one for each test file. Needs the global set-up of this folder. */
export function createTestDatabase(): Promise<TestDatabase> {
  return create(inject('plinthTemplate'))
}

/** The same without any migration. */
export function createEmptyDatabase(): Promise<TestDatabase> {
  return create(emptyTemplate)
}

/** A test database for the owner of its tables, from its address for the program. */
export function asOwner(url: string): string {
  return databaseUrl(inject('plinthServer').ownerUrl, new URL(url).pathname.slice(1))
}

/** The file into which the server of the test databases writes its log. */
export function serverLog(): string {
  return inject('plinthServerLog')
}

async function create(template: string): Promise<TestDatabase> {
  const server = inject('plinthServer')
  const name = `plinth_test_${crypto.randomUUID()}`
  const urls = await createDatabaseFor(server, { name, template })
  return { ...urls, drop: () => dropDatabase(server, name) }
}
