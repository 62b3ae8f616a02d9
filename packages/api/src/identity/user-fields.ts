import { z } from 'zod'

/** The fields of a user: their schemas serve every procedure that takes or shows one. */
export const emailAddress = z.string().trim().toLowerCase().max(254).pipe(z.email())
export const displayName = z.string().trim().min(1).max(80)
export const username = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9](?:[a-z0-9-]{1,28})[a-z0-9]$/, 'Expected 3 to 30 of a-z, 0-9 and hyphens, no hyphen at either end.')
export const biography = z.string().max(1_000)
export const pictureAddress = z
  .url({ protocol: /^https$/, message: 'Expected an address that begins with https://.' })
  .max(500)
/** Length is what counts (NIST SP 800-63B); the upper end keeps hashing cheap. */
export const password = z.string().min(10).max(200)

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
