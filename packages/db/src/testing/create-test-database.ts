import { inject } from 'vitest'
import { databaseUrl, runOnServer } from './template.ts'

export interface TestDatabase {
  url: string
  /** Ends what is still connected, too. */
  drop(): Promise<void>
}

/** A database of one's own with all migrations applied: one for each test file. Needs the global set-up of this folder. */
export function createTestDatabase(): Promise<TestDatabase> {
  return create(inject('plinthTemplate'))
}

/** The same without any migration. */
export function createEmptyDatabase(): Promise<TestDatabase> {
  return create('template0')
}

async function create(template: string): Promise<TestDatabase> {
  const serverUrl = inject('plinthServerUrl')
  const name = `plinth_test_${crypto.randomUUID()}`
  await runOnServer(serverUrl, `CREATE DATABASE "${name}" TEMPLATE "${template}"`)
  return {
    url: databaseUrl(serverUrl, name),
    drop: () => runOnServer(serverUrl, `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`),
  }
}
