import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { connect } from './connect.ts'
import { migrate } from './migrate.ts'

interface Shadowed {
  /** A server on which this role may create a database; the database in the URL is not changed. */
  url: string
  directory?: string | undefined
}

/**
 * Runs `work` in a new database with all migrations applied, on the same server; the database is dropped afterwards.
 * @throws DatabaseStartError those of `migrate`; pg.DatabaseError where the user may not create a database
 */
export async function inShadowDatabase<Result>(
  { url, directory }: Shadowed,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const server = await connect(url)
  const name = `plinth_shadow_${randomUUID()}`
  const shadow = new URL(url)
  shadow.pathname = `/${name}`
  try {
    await server.query(`CREATE DATABASE "${name}" TEMPLATE template0`)
    try {
      await migrate({ url: shadow.href, ...(directory !== undefined && { directory }) })
      const client = await connect(shadow.href)
      try {
        return await work(client)
      } finally {
        await client.end()
      }
    } finally {
      await server.query(`DROP DATABASE IF EXISTS "${name}"`)
    }
  } finally {
    await server.end()
  }
}
