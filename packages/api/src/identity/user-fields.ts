import { z } from 'zod'
import { bearerToken } from './bearer.ts'

/** The fields of a user: their schemas serve every procedure that takes or shows one. */
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
/** Length is what counts: at least eight (NIST SP 800-63B-3, 5.1.1.2); the upper end keeps hashing cheap. */
export const password = z.string().min(8).max(200)

/** What is compared with the current password. May be left out for an hour after the password was entered in this session. */
export const currentPassword = z.string().max(200).optional()

/** What everyone may see of a user. */
const profile = z.object({
  id: z.uuid(),
  username: z.string(),
  name: z.string(),
  picture: z.string().nullable(),
  bio: z.string(),
  createdAt: z.date(),
})

/** What a person sees of their own account. */
export const me = profile.extend({ email: z.string(), isOperator: z.boolean(), version: z.int() })

/** What signing in and signing up answer with; the token only when one was asked for. */
export const signedInUser = me.extend({ bearer: bearerToken.optional() })
