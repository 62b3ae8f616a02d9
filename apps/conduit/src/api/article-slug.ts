import { isPlinthError } from '@plinth/client'
import type { Caller } from './caller.ts'
import { taken } from './refusal.ts'

/** A title as part of an address; undefined where nothing of it can be one, and Plinth makes it. */
function slugOf(title: string): string | undefined {
  const slug = title
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 80)
    .replace(/^-+|-+$/g, '')
  return slug === '' ? undefined : slug
}

/**
 * Writes an article under the slug of its title. Two authors may have one title, and the later one's slug then ends with their name; the same
 * author may not.
 * @throws Refusal 409 when the author has an article of this title already
 */
export async function writeUnderTitle<T>(
  { plinth }: Caller,
  { title, author, current }: { title: string; author: { id: string; username: string }; current?: string },
  write: (slug: string | undefined) => Promise<T>,
): Promise<T> {
  const slug = slugOf(title)
  const own = slug === undefined ? undefined : `${slug}-${author.username.replace(/[^a-z0-9]+/g, '-')}`
  // An article keeps its slug where the title would give it the same one.
  if (current !== undefined && (current === slug || current === own)) return write(undefined)
  try {
    return await write(slug)
  } catch (error) {
    if (slug === undefined || !isSlugTaken(error)) throw error
    const other = await plinth.articles.get.query({ slug }).catch(() => undefined)
    if (other?.author.id === author.id) throw taken('title')
  }
  try {
    return await write(own)
  } catch (error) {
    throw isSlugTaken(error) ? taken('title') : error
  }
}

const isSlugTaken = (error: unknown) => isPlinthError(error, 'ALREADY_EXISTS') && error.fields?.slug !== undefined
