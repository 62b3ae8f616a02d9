import { PlinthError } from '@plinth/core/errors'
import type { z } from 'zod'
import { hintIn } from '../known-names.ts'
import { firstProblems, shownKey } from './issues.ts'

/** The issues of a schema as `INVALID_INPUT`, with messages by field path: the first ones, and the number of the others. */
export function invalidInput(error: z.ZodError): PlinthError {
  const { first, rest } = firstProblems(error.issues)
  const fields: Record<string, string[]> = {}
  for (const issue of first) {
    const path = issue.path.map(shownKey).join('.')
    fields[path] = [...(fields[path] ?? []), messageOf(issue)]
  }
  if (rest !== undefined) fields[''] = [...(fields[''] ?? []), rest]
  return new PlinthError('INVALID_INPUT', { fields, cause: error })
}

/** The schema's own message, except for unknown keys: a client may send any number of them. */
function messageOf(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'unrecognized_keys') return issue.message
  const { first } = firstProblems(issue.keys)
  const more = issue.keys.length - first.length
  const hint = hintIn(issue)
  const names = first.map((key) => JSON.stringify(shownKey(key))).join(', ')
  return `Unrecognized key${issue.keys.length === 1 ? '' : 's'}: ${names}${more > 0 ? ` and ${more} more` : ''}${hint && `.${hint}`}`
}
