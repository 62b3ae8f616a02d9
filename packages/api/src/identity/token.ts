import { createHash, randomBytes } from 'node:crypto'

/** A new secret token: 256 random bits, as 43 characters that are safe in a URL and a cookie. */
export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

/** What the database keeps of a token. A plain SHA-256 is enough: the token is random, so there is nothing to guess. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
