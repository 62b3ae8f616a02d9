import { z } from 'zod'

/** How long a bearer token lasts, and what its owner knows it by. */
export const bearerRequest = z.strictObject({
  name: z.string().trim().min(1).max(80),
  expiresInDays: z.int().min(1).max(365),
})
export type BearerRequest = z.output<typeof bearerRequest>

/** A bearer token, shown this once: `Authorization: Bearer …`. */
export const bearerToken = z.object({ token: z.string(), expiresAt: z.date() })

interface Opened {
  token: string
  expiresAt: Date
}

/** What signing in and signing up answer with: a program's token in the answer, a browser's in the cookie, and neither in both. */
export function handOver({ token, expiresAt }: Opened, bearer: BearerRequest | undefined) {
  return bearer ? { output: { bearer: { token, expiresAt } } } : { output: {}, cookie: token }
}
