import { slugOf } from '@plinth/api/kit/slug'
import type { Author } from './author.ts'
import { stableId, stableSuffix } from './stable-id.ts'

/** An author as a user. */
export interface Person {
  id: string
  name: string
  email: string
  username: string
}

/** Values that other users of the database already have. */
export interface Taken {
  emails: Set<string>
  usernames: Set<string>
}

/** Adds to authors without an e-mail address the one that another package gives under the same name. */
export function completeAuthors(authors: readonly Author[]): (author: Author) => Author {
  const emails = new Map<string, string>()
  for (const { name, email } of authors)
    if (email !== undefined && !emails.has(keyOf(name))) emails.set(keyOf(name), email)
  return ({ name, email }) => ({ name, email: email ?? emails.get(keyOf(name)) })
}

/** A stable id for an author: by e-mail address, or by name if there is none. */
export function authorId({ name, email }: Author): string {
  return stableId('author', email ?? keyOf(name))
}

/** A user for an author, with an unused username and e-mail address, which are added to `taken`. */
export function personOf(id: string, { name, email }: Author, taken: Taken): Person {
  const slug = wantedUsername(name)
  const isFree = slug.length >= 3 && !taken.usernames.has(slug)
  const username = isFree ? slug : `${slug.slice(0, 23)}-${stableSuffix(id)}`
  // `.invalid` is reserved, so that no message is ever delivered (RFC 2606).
  const address = email !== undefined && !taken.emails.has(email) ? email : `${id}@packages.invalid`
  taken.usernames.add(username)
  taken.emails.add(address)
  return { id, name, email: address, username }
}

/** A username made from a name; too short to be valid if the result has fewer than three characters. */
export function wantedUsername(name: string): string {
  return slugOf(name, 'author').slice(0, 30).replace(/-+$/, '')
}

function keyOf(name: string): string {
  return name.normalize('NFKC').toLowerCase()
}
