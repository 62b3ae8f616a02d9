import { slugFor } from '@plinth/api/kit/slug'
import { newId } from '@plinth/core/id'
import type { Executor } from '@plinth/db/statement'
import type { Author } from './author.ts'
import type { Document } from './document.ts'
import { authorId, completeAuthors, personOf, wantedUsername } from './people.ts'
import { presentArticles, presentUsers } from './present.ts'
import { stableId } from './stable-id.ts'
import type { NewArticle, NewPerson } from './write.ts'

export interface Planned {
  article: NewArticle
  /** Its author, if this is the first article of an author who is not a user yet. */
  person: NewPerson | undefined
}

/** The documents that are not in the database yet, ready to be written, in order. `startMs` becomes the time of the first. */
export async function planArticles(db: Executor, documents: readonly Document[], startMs: number): Promise<Planned[]> {
  const complete = completeAuthors(documents.map(({ author }) => author))
  const numbered = documents.map((document) => {
    const id = stableId('article', document.title)
    return { id, slug: slugFor(document.title, id), author: complete(document.author), document }
  })
  const present = await presentArticles(
    db,
    numbered.map(({ id }) => id),
  )
  const missing = numbered.filter(({ id }) => !present.has(id))
  const newPerson = await peopleFor(
    db,
    missing.map(({ author }) => author),
  )
  return missing.map(({ id, slug, author, document }, index) => {
    const { title, description, body, tags } = document
    return {
      article: {
        id,
        eventId: newId(),
        slug,
        title,
        description,
        body,
        authorId: authorId(author),
        tags,
        at: new Date(startMs + index),
      },
      person: newPerson(author),
    }
  })
}

/** Creates a user for an author on the first request, if there is none yet. */
async function peopleFor(db: Executor, authors: readonly Author[]): Promise<(author: Author) => NewPerson | undefined> {
  const { ids, ...taken } = await presentUsers(db, {
    ids: authors.map(authorId),
    emails: authors.flatMap(({ email }) => email ?? []),
    usernames: authors.map(({ name }) => wantedUsername(name)),
  })
  return (author) => {
    const id = authorId(author)
    if (ids.has(id)) return undefined
    ids.add(id)
    return { ...personOf(id, author, taken), eventId: newId() }
  }
}
