import { createLogger, type Logger } from '@plinth/platform/log/logger'

/** The fields of a log line that tests use; request lines and fault lines together. */
export interface LogLine {
  readonly msg: string
  readonly level: string
  readonly requestId?: string
  readonly procedures?: readonly string[]
  readonly procedure?: string
  readonly actor?: string
  readonly status?: number
  readonly error?: string
  readonly ms?: number
  readonly sqlCount?: number
  readonly sqlMs?: number
  readonly err?: { readonly type: string; readonly message: string }
}

/** A logger whose lines stay in memory, and the secrets that must not occur in any line. */
export interface CapturedLog {
  readonly logger: Logger
  readonly lines: readonly LogLine[]
  /** Records a secret. Short texts are refused, because they could occur by chance. */
  keepSecret(secret: string): void
  /** @throws Error when a line contains a secret; the message names the line, not the secret */
  assertNoSecrets(): void
}

/** `onLine` is called with each line as it is written. */
export function captureLog(onLine?: (text: string) => void): CapturedLog {
  const texts: string[] = []
  const lines: LogLine[] = []
  const secrets = new Set<string>()
  return {
    logger: createLogger({
      level: 'debug',
      write: (text) => {
        texts.push(text)
        onLine?.(text)
        lines.push(JSON.parse(text))
      },
    }),
    lines,
    keepSecret(secret) {
      if (secret.length < 10) throw new Error('A secret of fewer than 10 characters is found by chance.')
      secrets.add(secret)
    },
    assertNoSecrets() {
      for (const text of texts) {
        for (const secret of secrets) {
          if (text.includes(secret))
            throw new Error(`A line of the log holds a secret: ${text.replaceAll(secret, '[HERE]')}`)
        }
      }
    },
  }
}
