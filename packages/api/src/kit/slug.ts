import { slugify } from 'transliteration'

/** Hexadecimal digits of an id that end each slug: 48 random bits (RFC 9562, section 5.7). */
const tailLength = 12

/** Characters of a title in a slug: with the random ends a slug has at most 100. */
const maxWords = 80

/** A title as part of an address: Latin letters, digits and hyphens, whatever its alphabet; `fallback` where nothing is left. */
export function slugOf(title: string, fallback: string): string {
  const slug = slugify(title, { lowercase: true, separator: '-', allowedChars: 'a-zA-Z0-9' })
    .slice(0, maxWords)
    .replace(/-+$/, '')
  return slug === '' ? fallback : slug
}

/** Six random characters that distinguish two equal slugs. */
export function slugSuffix(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(6)), (byte) => (byte % 36).toString(36)).join('')
}

/** The random end of a row's slugs. It stays the same while the words before it follow the title. */
const slugTail = (id: string) => id.slice(-tailLength)

/**
 * The slug of a row: the words of its title, then the random end of its id. Every slug has that end, so a slug does not say whether another row
 * has the same title. Two rows of one title get the same slug with a chance of 2^-48; `attempt` 1 then adds six random characters.
 */
export function slugFor(title: string, id: string, attempt = 0): string {
  return [slugOf(title, ''), attempt === 0 ? '' : slugSuffix(), slugTail(id)].filter((part) => part !== '').join('-')
}

/** The random end of a slug, whatever precedes it; undefined if there is none. */
export const tailOf = (slug: string) => /(?:^|-)([0-9a-f]{12})$/.exec(slug)?.[1]
