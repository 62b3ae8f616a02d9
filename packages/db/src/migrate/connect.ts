import pg from 'pg'
import { DatabaseStartError } from '../embedded/start-error.ts'
import { hideValues } from '../hide-values.ts'

/** PostgreSQL 15. */
const oldestVersion = 150_000

/** Connects, and makes sure that the server is suitable. Throws `DATABASE_UNREACHABLE`, `_MISSING`, `_FORBIDDEN`, `_TOO_OLD`. */
export async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5_000,
    application_name: 'plinth migrate',
  })
  hideValues(client)
  // A connection that breaks between two queries causes an error in the next one.
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query<{ version: number }>(
      "SELECT current_setting('server_version_num')::int AS version",
    )
    const problem = versionProblem(rows[0]?.version ?? 0)
    if (problem) throw problem
    return client
  } catch (error) {
    await client.end().catch(() => undefined)
    throw connectionProblem(error, url)
  }
}

/** The error for a server of this `server_version_num`, or undefined if it is suitable. */
export function versionProblem(version: number): DatabaseStartError | undefined {
  if (version >= oldestVersion) return undefined
  return new DatabaseStartError(
    'DATABASE_TOO_OLD',
    `The database server is PostgreSQL ${Math.floor(version / 10_000)}, and Plinth needs PostgreSQL ${oldestVersion / 10_000} or newer. Upgrade the server, or unset DATABASE_URL to use the one that Plinth brings.`,
  )
}

/** A URL without user and password: `host:port/database`, or the folder of the socket. */
export function describeUrl(url: string): string {
  if (!URL.canParse(url)) return 'DATABASE_URL'
  const { hostname, port, pathname, searchParams } = new URL(url)
  const folder = searchParams.get('host')
  return folder ? `${folder} (database ${pathname.slice(1)})` : `${hostname}${port ? `:${port}` : ''}${pathname}`
}

function connectionProblem(error: unknown, url: string): unknown {
  if (error instanceof DatabaseStartError) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const said = error instanceof Error ? error.message || code : String(error)
  const where = describeUrl(url)
  if (code.startsWith('28') || code === '42501') {
    return new DatabaseStartError(
      'DATABASE_FORBIDDEN',
      `The database at ${where} refused the user (${said}). Correct the user or the password in DATABASE_URL or DATABASE_MIGRATION_URL, or let the user in (pg_hba.conf, GRANT CONNECT).`,
      { cause: error },
    )
  }
  if (code === '3D000') {
    return new DatabaseStartError(
      'DATABASE_MISSING',
      `There is no such database at ${where}. Create it (CREATE DATABASE), or correct DATABASE_URL.`,
      { cause: error },
    )
  }
  return new DatabaseStartError(
    'DATABASE_UNREACHABLE',
    `The database at ${where} cannot be reached (${said}). Start it, or correct DATABASE_URL.`,
    { cause: error },
  )
}
