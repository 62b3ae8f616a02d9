import { totalmem } from 'node:os'

export type PostgresSettings = Record<string, string | number | boolean>

const mebibyte = 1024 * 1024

/** The memory that this process may use, in bytes: the container's limit if there is one. */
export function availableMemoryBytes(): number {
  const limit = process.constrainedMemory()
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem()
}

/**
 * The settings of the embedded server. All others have PostgreSQL's defaults.
 * PostgreSQL's manual, 19.4.1, recommends a quarter of the memory for `shared_buffers` on a dedicated machine. We share ours with Node and
 * the system's file cache, so it is an eighth, and at most 1 GB: users who need more run their own server and set DATABASE_URL.
 */
export function serverSettings(memoryBytes: number): PostgresSettings {
  const memoryMb = Math.floor(memoryBytes / mebibyte)
  return {
    // A committed row survives a crash of the program or the system, and a power failure.
    fsync: true,
    synchronous_commit: true,
    full_page_writes: true,
    // The first change of a page after a checkpoint logs the whole page; compression reduces it to a fraction of the bytes.
    wal_compression: true,
    shared_buffers: `${clamp(Math.floor(memoryMb / 8), 32, 1024)}MB`,
    // The planner's estimate of cached data, ours and the system's; half of the memory, as in the manual (19.7.2 explains the setting).
    effective_cache_size: `${Math.max(64, Math.floor(memoryMb / 2))}MB`,
    // On SSDs a random page costs hardly more than a sequential one; the default of 4 is for spinning disks.
    random_page_cost: 1.1,
    // Our statements are short and prepared: compiling them would cost more than it saves.
    jit: false,
    max_connections: 100,
    // Counts the cost of each statement; it must be loaded at start to be available.
    shared_preload_libraries: 'pg_stat_statements',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // A forgotten transaction holds back vacuum and the readers of the event log.
    idle_in_transaction_session_timeout: '5min',
    // Only for people: log failures and long waits, but not each checkpoint.
    log_checkpoints: false,
    log_lock_waits: true,
    log_line_prefix: '%m [%p] %d ',
    // No user data: no details (they show the row), no statements, no parameters.
    log_error_verbosity: 'terse',
    log_min_error_statement: 'panic',
    log_statement: 'none',
    log_min_duration_statement: -1,
    log_parameter_max_length: 0,
    log_parameter_max_length_on_error: 0,
  }
}

/** The text of a configuration file. */
export function renderSettings(settings: PostgresSettings): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name} = '${String(value).replaceAll("'", "''")}'\n`)
    .join('')
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most)
}
