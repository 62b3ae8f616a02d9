import { z } from 'zod'

/** So many keys of an object are named. */
const maxNamed = 10

/** What stands where an object is expected: the keys that it has, and which of them may be left out. */
function expectedObject({ shape }: z.ZodObject): string {
  const keys = Object.entries(shape).map(([key, schema]) =>
    schema instanceof z.ZodOptional || schema instanceof z.ZodDefault ? `${key} (optional)` : key,
  )
  const named = keys.slice(0, maxNamed).join(', ')
  if (named === '') return 'Expected an empty object.'
  return `Expected an object with ${named}${keys.length > maxNamed ? ' and more' : ''}.`
}

// zod's own words are 'expected object', which does not say what is in it.
z.config({
  customError: ({ code, inst, ...issue }) =>
    code === 'invalid_type' && issue.expected === 'object' && inst instanceof z.ZodObject
      ? expectedObject(inst)
      : undefined,
})
