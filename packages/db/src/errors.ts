import { PlinthError } from '@plinth/core/errors'

interface Failure {
  code: string
  constraint: string | undefined
  message: string
}

/**
 * Converts a failure of Postgres or Prisma to an error of the table; returns any other error unchanged.
 * Codes: PostgreSQL manual, appendix A; Prisma's error reference.
 */
export function fromDatabase(error: unknown): unknown {
  if (error instanceof PlinthError) return error
  const failure = readFailure(error)
  if (!failure) return error
  const { code, message } = failure
  // PostgreSQL 18 distinguishes a foreign key that restricts (23001) from one that does not (23503); before, only the text shows which end was written.
  if (code === '23001' || (code === '23503' && message.startsWith('update or delete'))) {
    return new PlinthError('IN_USE', { cause: error })
  }
  if (code === '23505') return new PlinthError('ALREADY_EXISTS', { cause: error })
  if (code === '23503' || code === '40001' || code === '40P01' || code === '55P03') {
    return new PlinthError('CONFLICT', { cause: error })
  }
  if (code === '22P05' || code === '22021') {
    return new PlinthError('INVALID_INPUT', {
      message: 'The text holds a character that cannot be stored (U+0000 or a lone surrogate).',
      cause: error,
    })
  }
  // 22007 and 22009 result from a year that does not have four digits.
  if (['22001', '22003', '22007', '22008', '22009'].includes(code)) {
    return new PlinthError('INVALID_INPUT', {
      message: 'A value is too long or too large for its column.',
      cause: error,
    })
  }
  if (code === '54000') {
    return new PlinthError('TOO_LARGE', {
      message: 'The text holds more different words than the search can keep: shorten it or split it.',
      cause: error,
    })
  }
  if (code === '57014' || code === 'P2028') return new PlinthError('TIMEOUT', { cause: error })
  if (/^(08|28|3D|53|57P)/.test(code) || unreachable.has(code)) {
    return new PlinthError('UNAVAILABLE', { cause: error })
  }
  return error
}

/** The name of the unique or foreign-key constraint that a write violated, or undefined. */
export function brokenConstraint(error: unknown): string | undefined {
  return readFailure(error)?.constraint
}

/** Whether a write violated a unique constraint (SQLSTATE 23505). */
export function isUniqueViolation(error: unknown): boolean {
  return readFailure(error)?.code === '23505'
}

/** Whether the database refused the values of a row (SQLSTATE class 22 or 23), as opposed to another failure. */
export function isRefusedRow(error: unknown): boolean {
  return /^2[23]/.test(readFailure(error)?.code ?? '')
}

/** Whether a statement named a table, column or type that does not exist in the database: the models are newer than the applied migrations. */
export function isMissingInDatabase(error: unknown): boolean {
  return ['42P01', '42703', '42704'].includes(readFailure(error)?.code ?? '')
}

const unreachable = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'P1001',
  'P1017',
  'P2024',
])

function readFailure(error: unknown): Failure | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  // Prisma stores the driver's error under meta.driverAdapterError.cause.
  const meta = property(error, 'meta')
  const driver = property(property(meta, 'driverAdapterError'), 'cause') ?? property(error, 'cause')
  const original = property(driver, 'originalCode')
  if (typeof original === 'string') {
    const message = textOf(property(driver, 'originalMessage'))
    return { code: original, constraint: /constraint "([^"]+)"/.exec(message)?.[1], message }
  }
  const code = property(error, 'code')
  const message = textOf(property(error, 'message'))
  if (typeof code === 'string') {
    const constraint = property(error, 'constraint')
    return { code, constraint: typeof constraint === 'string' ? constraint : undefined, message }
  }
  if (/Connection terminated|timeout exceeded when trying to connect/.test(message)) {
    return { code: 'P1017', constraint: undefined, message }
  }
  return undefined
}

function property(of: unknown, name: string): unknown {
  return typeof of === 'object' && of !== null ? Reflect.get(of, name) : undefined
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
