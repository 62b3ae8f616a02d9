/**
 * Spreadsheets run a cell that begins with one of these signs as a formula. An exported text that begins with one gets a `'` before it, and so does
 * a text that already has such a `'`: thus an import takes away exactly one, and every text comes back as it was.
 * Source: OWASP, CSV Injection (the last four are the full-width forms, which Excel reads as the others where it is set to Japanese).
 */
const signs = '=+@\\t\\r\\n\uFF1D\uFF0B\uFF0D\uFF20-'

/** The condition as a regular expression for Postgres and JavaScript alike, for texts before they are guarded. */
export const needsGuard = `^'*[${signs}]`

const unguardedFormula = new RegExp(needsGuard)
const guardedFormula = new RegExp(`^'+[${signs}]`)

/** Puts the guard before a text that needs one. */
export const guarded = (text: string) => (unguardedFormula.test(text) ? `'${text}` : text)

/** Takes the guard away. */
export const unguarded = (text: string) => (guardedFormula.test(text) ? text.slice(1) : text)
