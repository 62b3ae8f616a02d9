import { PlinthError } from '@plinth/core/errors'
import { firstProblems, shownKey } from './issues.ts'

const message = 'Expected text without U+0000 and without half a character (a lone surrogate).'

/**
 * Refuses text that Postgres cannot store, or would change when storing it.
 * @throws PlinthError `INVALID_INPUT` with each such field
 */
export function assertStorable(input: unknown): void {
  if (isStorable(input)) return
  const { first, rest } = firstProblems(unstorable(input, []))
  const fields: Record<string, string[]> = Object.fromEntries(first.map((path) => [path, [message]]))
  if (rest !== undefined) fields[''] = [...(fields[''] ?? []), rest]
  throw new PlinthError('INVALID_INPUT', { fields })
}

function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0')
  if (typeof value !== 'object' || value === null) return true
  for (const [key, entry] of Object.entries(value)) if (!isStorable(key) || !isStorable(entry)) return false
  return true
}

function unstorable(value: unknown, path: readonly string[]): string[] {
  if (typeof value !== 'object' || value === null) return isStorable(value) ? [] : [path.join('.')]
  return Object.entries(value).flatMap(([key, entry]) =>
    // The message cannot contain a key that cannot be stored.
    isStorable(key) ? unstorable(entry, [...path, shownKey(key)]) : [path.join('.')],
  )
}
