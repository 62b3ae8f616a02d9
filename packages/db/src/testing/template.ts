import pg from 'pg'
import { migrate } from '../migrate/migrate.ts'
import type { EmbeddedUrls } from '../roles/database-urls.ts'
import { handOver } from '../roles/hand-over.ts'

/** Creates a database with all migrations applied, and returns its name. Nothing may stay connected to it, or it cannot be cloned. */
export async function createTemplate(server: EmbeddedUrls): Promise<string> {
  const name = `plinth_template_${crypto.randomUUID()}`
  const { ownerUrl, superuserUrl } = await createDatabaseFor(server, { name, template: 'template0' })
  await migrate({ url: ownerUrl, superuserUrl })
  return name
}

/** Creates a database with the rights that the embedded one has. */
export async function createDatabaseFor(
  server: EmbeddedUrls,
  { name, template }: { name: string; template: string },
): Promise<EmbeddedUrls> {
  await runOnServer(server.superuserUrl, `CREATE DATABASE "${name}" TEMPLATE "${template}"`)
  const urls = {
    url: databaseUrl(server.url, name),
    ownerUrl: databaseUrl(server.ownerUrl, name),
    superuserUrl: databaseUrl(server.superuserUrl, name),
  }
  const client = new pg.Client({ connectionString: urls.superuserUrl })
  await client.connect()
  try {
    await handOver(client)
  } finally {
    await client.end()
  }
  return urls
}

/** Drops a database, and ends what is still connected to it. */
export async function dropDatabase({ superuserUrl }: EmbeddedUrls, name: string): Promise<void> {
  await runOnServer(superuserUrl, `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`)
}

/** Runs a statement that stands outside of any database. */
export async function runOnServer(serverUrl: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl(serverUrl, 'postgres') })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

/** The address of another database of the same server. */
export function databaseUrl(serverUrl: string, name: string): string {
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return url.href
}
