import { slugify } from 'transliteration'
import { z } from 'zod'

/** A part of an address that someone chose. */
export const slug = z
  .string()
  .max(100)
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'Expected a-z, 0-9 and single hyphens between them.')

/** A title as part of an address: Latin letters, digits and hyphens, whatever its alphabet; `fallback` where nothing is left. */
export function slugOf(title: string, fallback: string): string {
  const slug = slugify(title, { lowercase: true, separator: '-', allowedChars: 'a-zA-Z0-9' })
    .slice(0, 80)
    .replace(/-+$/, '')
  return slug === '' ? fallback : slug
}

/** Six random characters that tell two equal slugs apart. */
export function slugSuffix(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(6)), (byte) => (byte % 36).toString(36)).join('')
}
