/**
 * Spreadsheets run a cell that begins with one of these as a formula. An exported text that begins so gets a `'` before it, and so does one
 * that already has such a `'`: thus an import takes away exactly one, and every text comes back as it was.
 * Source: OWASP, CSV Injection.
 */
const guarded = /^'+[=+\-@\t\r]/

/** The same condition in the regular expressions of Postgres, for texts before they are guarded. */
export const needsGuard = "^'*[=+@\\t\\r-]"

/** Takes the guard away. */
export const unguarded = (text: string) => (guarded.test(text) ? text.slice(1) : text)
