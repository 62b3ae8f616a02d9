import pg from 'pg'
import { migrate } from '../migrate/migrate.ts'

/** Creates a database with all migrations applied, and returns its name. Nothing may stay connected to it, or it cannot be cloned. */
export async function createTemplate(serverUrl: string): Promise<string> {
  const name = `plinth_template_${crypto.randomUUID()}`
  await runOnServer(serverUrl, `CREATE DATABASE "${name}"`)
  await migrate({ url: databaseUrl(serverUrl, name) })
  return name
}

export async function dropTemplate(serverUrl: string, name: string): Promise<void> {
  await runOnServer(serverUrl, `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`)
}

/** Runs a statement that stands outside of any database. */
export async function runOnServer(serverUrl: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl })
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
