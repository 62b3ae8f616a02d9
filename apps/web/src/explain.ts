import { SettingsError } from './env.ts'

/** Why the program could not start, in one line where a person can act on it. */
export function explain(error: unknown, port = 3_000): string {
  if (error instanceof SettingsError) return error.message
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined
  if (code === 'EADDRINUSE') {
    return `PORT ${port} is taken by another program. Stop that one, or choose another port: PORT=${port + 1} npm start`
  }
  if (code === 'EACCES')
    return `PORT ${port} may not be used by this account. Choose one above 1023: PORT=3000 npm start`
  // Errors with a stable code of our own say in their message what to do.
  if (error instanceof Error && typeof code === 'string' && /^(DATA|MIGRATION|CONDUIT)/.test(code)) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
