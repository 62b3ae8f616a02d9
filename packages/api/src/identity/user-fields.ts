import { z } from 'zod'
import { bearerToken } from './bearer.ts'

/** The fields of a user: every procedure that takes or returns one uses these schemas. */
export const emailAddress = z.string().trim().toLowerCase().max(254).pipe(z.email())
export const displayName = z.string().trim().min(1).max(80)
export const username = z
  .string()
  .trim()
  .toLowerCase()
  .regex(
    /^[a-z0-9](?:[a-z0-9._-]{1,48})[a-z0-9]$/,
    'Expected 3 to 50 of a-z, 0-9, hyphen, dot and underscore, beginning and ending with a letter or a digit.',
  )
export const biography = z.string().max(1_000)
export const pictureAddress = z
  .url({ protocol: /^https$/, message: 'Expected an address that begins with https://.' })
  .max(500)
/** Length is what matters: at least eight (NIST SP 800-63B-3, 5.1.1.2); the maximum keeps hashing cheap. */
export const password = z.string().min(8).max(200)

/** Compared with the current password. May be omitted for an hour after the password was entered in this session. */
export const currentPassword = z.string().max(200).optional()

/** The public fields of a user. */
const profile = z.object({
  id: z.uuid(),
  username: z.string(),
  name: z.string(),
  picture: z.string().nullable(),
  bio: z.string(),
  createdAt: z.date(),
})

/** The fields that users see of their own account. */
export const me = profile.extend({ email: z.string(), isOperator: z.boolean(), version: z.int() })

/** The output of signing in and signing up; it includes the token only if one was requested. */
export const signedInUser = me.extend({ bearer: bearerToken.optional() })
