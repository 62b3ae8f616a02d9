import { z } from 'zod'

/** The largest number of keys that a message names. */
const maxNamed = 10

/** The message where an object is expected: its keys, and which of them are optional. */
function expectedObject({ shape }: z.ZodObject): string {
  const keys = Object.entries(shape).map(([key, schema]) =>
    schema instanceof z.ZodOptional || schema instanceof z.ZodDefault ? `${key} (optional)` : key,
  )
  const named = keys.slice(0, maxNamed).join(', ')
  if (named === '') return 'Expected an empty object.'
  return `Expected an object with ${named}${keys.length > maxNamed ? ' and more' : ''}.`
}

// zod's own message, 'expected object', does not list the keys.
z.config({
  customError: ({ code, inst, ...issue }) =>
    code === 'invalid_type' && issue.expected === 'object' && inst instanceof z.ZodObject
      ? expectedObject(inst)
      : undefined,
})
