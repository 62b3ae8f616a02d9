import pino from 'pino'

export type Logger = pino.Logger

export interface LoggerOptions {
  level: 'debug' | 'info' | 'warn' | 'error' | 'silent'
  /** Takes each line instead of standard output. */
  write?: (line: string) => void
}

/** Names of fields whose value no log line may hold, at whatever depth a caller puts them. */
const secrets = [
  'password',
  'currentPassword',
  'newPassword',
  'token',
  'tokenHash',
  'hash',
  'cookie',
  'authorization',
  'set-cookie',
]

/** Structured log lines, as JSON, to standard output. */
export function createLogger({ level, write }: LoggerOptions): Logger {
  const options: pino.LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: secrets.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]), censor: '[secret]' },
    serializers: { err: describeError },
  }
  return write ? pino(options, { write }) : pino(options)
}

/**
 * An error for the log: its kind, code, place and chain of causes. The text of a database error stays, its parameters and details do not:
 * they may hold what a user typed.
 */
function describeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return { message: String(error) }
  const code: unknown = Reflect.get(error, 'code')
  return {
    type: error.constructor.name,
    message: error.message.slice(0, 2_000),
    ...(typeof code === 'string' ? { code } : {}),
    stack: error.stack
      ?.split('\n')
      .slice(1, 12)
      .map((line) => line.trim()),
    ...(error.cause === undefined || depth > 4 ? {} : { cause: describeError(error.cause, depth + 1) }),
  }
}
