import { EmbeddedPostgres } from './embedded/embedded-postgres.ts'
import { migrate, migrationState } from './migrate/migrate.ts'
import { checkPooling } from './roles/behind-pooler.ts'
import { checkProgramRole } from './roles/check-program-role.ts'
import { ownUrls } from './roles/database-urls.ts'

export interface OpenDatabaseOptions {
  /** A Postgres of one's own; without it the embedded one is started. */
  url: string | undefined
  /** The same database for the role that owns its tables; that of `url` when not given. */
  migrationUrl?: string | undefined
  /** The same database past a pooler, for what needs a session; that of `url` when not given. */
  directUrl?: string | undefined
  /** Where the embedded Postgres keeps its data. */
  dataDir: string
  /** The most that this program opens at once; 10 when not given. */
  connections?: number
  log: (line: string) => void
  /** Told what works and should not stay so. */
  warn: (line: string) => void
}

export interface OpenedDatabase {
  /** For the program. */
  url: string
  /** For the program, past a pooler. */
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
 * The database of this installation, running and migrated.
 * @throws DatabaseStartError with one line that says what to do
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
  // Room for the listener, the migrations and a person with psql.
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
