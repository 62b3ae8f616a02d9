export type DatabaseStartCode =
  | 'SETTINGS_INVALID'
  | 'DATA_DIR_IN_USE'
  | 'DATA_DIR_NOT_WRITABLE'
  | 'DATA_DIR_INVALID'
  | 'DATABASE_NOT_AVAILABLE'
  | 'DATABASE_START_FAILED'
  | 'DATABASE_UNREACHABLE'
  | 'DATABASE_MISSING'
  | 'DATABASE_TOO_OLD'
  | 'DATABASE_FORBIDDEN'
  | 'DATABASE_POOLED'
  | 'DATABASE_NEWER'
  | 'MIGRATION_INVALID'
  | 'MIGRATION_FAILED'
  | 'MIGRATION_LOCK_TIMEOUT'

/** The database cannot be used. `message` is one line: what happened, what was expected, what to do; never a password. */
export class DatabaseStartError extends Error {
  readonly code: DatabaseStartCode

  constructor(code: DatabaseStartCode, message: string, options?: ErrorOptions) {
    super(message.replace(/\s*\n\s*/g, ' '), options)
    this.name = 'DatabaseStartError'
    this.code = code
  }
}
