import { z } from 'zod'

/** The lifetime of a bearer token, and the name by which its owner recognises it. */
export const bearerRequest = z.strictObject({
  name: z.string().trim().min(1).max(80),
  expiresInDays: z.int().min(1).max(365),
})
export type BearerRequest = z.output<typeof bearerRequest>

/** A bearer token, shown only once: `Authorization: Bearer …`. */
export const bearerToken = z.object({ token: z.string(), expiresAt: z.date() })

interface Opened {
  token: string
  expiresAt: Date
}

/** The result of signing in and signing up: a program gets its token in the response body, a browser in the cookie; never both. */
export function handOver({ token, expiresAt }: Opened, bearer: BearerRequest | undefined) {
  return bearer ? { output: { bearer: { token, expiresAt } } } : { output: {}, cookie: token }
}
