import { EmbeddedPostgres } from './embedded/embedded-postgres.ts'
import { migrate, migrationState } from './migrate/migrate.ts'
import { checkPooling } from './roles/behind-pooler.ts'
import { checkProgramRole } from './roles/check-program-role.ts'
import { ownUrls } from './roles/database-urls.ts'

export interface OpenDatabaseOptions {
  /** The URL of an external Postgres; without it the embedded one is started. */
  url: string | undefined
  /** The URL of the same database for the role that owns its tables; `url` when not given. */
  migrationUrl?: string | undefined
  /** The URL of the same database that bypasses a pooler, for features that need a session; `url` when not given. */
  directUrl?: string | undefined
  /** The data folder of the embedded Postgres. */
  dataDir: string
  /** The maximum number of connections of this program; 10 when not given. */
  connections?: number
  log: (line: string) => void
  /** Called with warnings about a configuration that works but should be changed. */
  warn: (line: string) => void
}

export interface OpenedDatabase {
  /** For the program. */
  url: string
  /** For the program, bypassing a pooler. */
  directUrl: string
  /** For migrations. */
  ownerUrl: string
  /** For the role that may create a database to compare with. */
  creatorUrl: string
  /** Whether every migration of this program has been applied, and no other. */
  isCurrent(): Promise<boolean>
  stop(): Promise<void>
}

/**
 * Opens the database of this installation, running and migrated.
 * @throws DatabaseStartError with one line that says how to fix the problem
 */
export async function openDatabase({
  url,
  migrationUrl,
  directUrl,
  dataDir,
  connections = 10,
  log,
  warn,
}: OpenDatabaseOptions): Promise<OpenedDatabase> {
  // Leaves room for the listener, the migrations and a psql session.
  const settings = { max_connections: Math.max(100, connections + 20) }
  const embedded = url === undefined ? new EmbeddedPostgres({ dataDir, settings, log }) : undefined
  const stop = async () => embedded?.stop()
  try {
    if (url !== undefined) await checkPooling({ url, directUrl, warn })
    const opened = embedded ? await embedded.start() : ownUrls({ url: url ?? '', directUrl, migrationUrl })
    const direct = embedded ? opened.url : (directUrl ?? opened.url)
    await migrate({ url: opened.ownerUrl, superuserUrl: opened.superuserUrl, log })
    await checkProgramRole({ url: direct, warn })
    const isCurrent = async () => {
      const { pending, unknown, failed } = await migrationState({ url: direct })
      return pending.length + unknown.length + failed.length === 0
    }
    const { ownerUrl, superuserUrl = ownerUrl } = opened
    return { url: opened.url, directUrl: direct, ownerUrl, creatorUrl: superuserUrl, isCurrent, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
