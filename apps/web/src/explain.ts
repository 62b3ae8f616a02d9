import { SettingsError } from './env.ts'

/** Why the program could not start, in one line if the user can fix it. */
export function explain(error: unknown, port = 3_000): string {
  if (error instanceof SettingsError) return error.message
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined
  if (code === 'EADDRINUSE') {
    return `PORT ${port} is taken by another program. Stop that one, or choose another port: PORT=${port + 1} npm start`
  }
  if (code === 'EACCES')
    return `PORT ${port} may not be used by this account. Choose one above 1023: PORT=3000 npm start`
  // The message of an error with a stable code of ours says what to do.
  if (error instanceof Error && typeof code === 'string' && /^(DATA|MIGRATION|CONDUIT)/.test(code)) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
