import { PlinthError } from '@plinth/core/errors'
import type { z } from 'zod'

/** What a schema refused, as `INVALID_INPUT` with its messages below the path of each field. */
export function invalidInput(error: z.ZodError): PlinthError {
  const fields: Record<string, string[]> = {}
  for (const issue of error.issues) {
    const path = issue.path.map(String).join('.')
    fields[path] = [...(fields[path] ?? []), issue.message]
  }
  return new PlinthError('INVALID_INPUT', { fields, cause: error })
}
