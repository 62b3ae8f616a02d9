import { createHash, randomBytes } from 'node:crypto'

/** A new secret token: 256 random bits, as 43 characters that are safe in a URL and a cookie. */
export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

/** The form in which the database stores a token. A plain SHA-256 is enough: the token is random and cannot be guessed. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
