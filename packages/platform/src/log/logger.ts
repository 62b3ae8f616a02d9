import pino from 'pino'
import { gatherLines } from './gather-lines.ts'

export type Logger = pino.Logger

export interface LoggerOptions {
  level: 'debug' | 'info' | 'warn' | 'error' | 'silent'
  /** Receives each line instead of standard output. */
  write?: (line: string) => void
}

/** Names of fields whose values must never be logged, at any depth. */
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

/** Structured log lines, as JSON, to standard output; see `gatherLines` for when they are written. */
export function createLogger({ level, write }: LoggerOptions): Logger {
  const options: pino.LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: secrets.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]), censor: '[secret]' },
    serializers: { err: describeError },
  }
  return pino(options, write ? { write } : gatherLines(process.stdout.fd))
}

/**
 * An error for the log: its class, code, stack and chain of causes. Its other properties are omitted because they may contain user input. The
 * text of a database error no longer contains values here (hide-values.ts).
 */
function describeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return { message: String(error) }
  const code: unknown = Reflect.get(error, 'code')
  return {
    type: error.constructor.name,
    message: textOf(error).slice(0, 2_000),
    ...(typeof code === 'string' ? { code } : {}),
    // A stack begins with the message, which may have several lines.
    stack: error.stack
      ?.split('\n')
      .map((line) => line.trim())
      .filter((line) => line.startsWith('at '))
      .slice(0, 11),
    ...(error.cause === undefined || depth > 4 ? {} : { cause: describeError(error.cause, depth + 1) }),
  }
}

/** Prisma's message begins with the call and its arguments; its last line is the actual error. */
function textOf(error: Error): string {
  const isPrisma = error.constructor.name.startsWith('PrismaClient')
  return isPrisma ? (error.message.trimEnd().split('\n').at(-1) ?? '') : error.message
}
