import { totalmem } from 'node:os'

export type PostgresSettings = Record<string, string | number | boolean>

const mebibyte = 1024 * 1024

/** The memory that this process may use, in bytes: the container's limit where there is one. */
export function availableMemoryBytes(): number {
  const limit = process.constrainedMemory()
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem()
}

/**
 * The settings of the embedded server. What is not named here is PostgreSQL's own default.
 * PostgreSQL's manual, 19.4.1, advises a quarter of the memory for `shared_buffers` on a machine of its own. We share ours with Node and
 * the system's file cache, so it is an eighth, and at most 1 GB: whoever needs more has a server of its own and sets DATABASE_URL.
 */
export function serverSettings(memoryBytes: number): PostgresSettings {
  const memoryMb = Math.floor(memoryBytes / mebibyte)
  return {
    // A committed row survives a crash of the program, the system and the power.
    fsync: true,
    synchronous_commit: true,
    full_page_writes: true,
    // The first change of a page after a checkpoint logs all of it; compressed, that is a fraction of the bytes to write and sync.
    wal_compression: true,
    shared_buffers: `${clamp(Math.floor(memoryMb / 8), 32, 1024)}MB`,
    // What the planner may expect to be cached, by us or by the system; the manual's 'half of the memory' (19.7.2 gives the meaning).
    effective_cache_size: `${Math.max(64, Math.floor(memoryMb / 2))}MB`,
    // On SSDs a random page costs hardly more than the next one; the default of 4 is a spinning disk's.
    random_page_cost: 1.1,
    // Our statements are short and prepared: compiling them would cost more than it gives.
    jit: false,
    max_connections: 100,
    // Counts what each statement costs; it must be loaded at start to be there when it is wanted.
    shared_preload_libraries: 'pg_stat_statements',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // A transaction that was forgotten holds back the event log's readers and vacuum.
    idle_in_transaction_session_timeout: '5min',
    // The log is for people: failures and long waits, not each checkpoint.
    log_checkpoints: false,
    log_lock_waits: true,
    log_line_prefix: '%m [%p] %d ',
    // Nothing that a person wrote: no details (they show the row), no statements, no parameters.
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
