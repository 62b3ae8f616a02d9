import { z } from 'zod'

/** The name of a tag: the typed text in lower case with single spaces. */
export const tagName = z
  .string()
  .transform((name) => name.trim().toLowerCase().replace(/\s+/g, ' '))
  .pipe(z.string().min(1).max(50))
