'use client'
import { useRef, useState } from 'react'
import { useTRPCClient } from '../../client/trpc.ts'
import type { Article } from '../../client/types.ts'
import type { ArticleText } from '../../client/unsaved-text.ts'

/** What the backend stores of the article that is being written. */
export interface SavedArticle {
  readonly id: string
  readonly slug: string
  readonly version: number
  readonly isPublished: boolean
}

export const textOf = ({ title, description, tags, body }: ArticleText): ArticleText => ({
  title,
  description,
  tags,
  body,
})

/** The article behind the editor: created by the first save, changed by each further one. */
export function useArticle(given: SavedArticle | undefined) {
  const client = useTRPCClient()
  const [saved, setSaved] = useState(given)
  // A publish right after a save needs the new version before React has rendered.
  const latest = useRef(given)

  const know = (article: SavedArticle | undefined) => {
    latest.current = article
    setSaved(article)
  }
  return {
    saved,

    /** @throws TRPCClientError `CONFLICT` when it was changed elsewhere, `NOT_FOUND` when it was removed */
    async save(values: ArticleText): Promise<void> {
      const known = latest.current
      const text = textOf(values)
      if (known) {
        know({ ...known, ...(await client.articles.update.mutate({ id: known.id, version: known.version, ...text })) })
      } else {
        const written = await client.articles.create.mutate(text)
        know({ ...written, isPublished: false })
        // Reloading the page must not create another article; the form stays as it is.
        window.history.replaceState(null, '', `/editor/${written.slug}`)
      }
    },

    async publish(): Promise<SavedArticle> {
      const known = latest.current
      if (!known) throw new Error('Save the article before it is published.')
      const published = {
        ...(await client.articles.publish.mutate({ id: known.id, version: known.version })),
        isPublished: true,
      }
      know(published)
      return published
    },

    /** Reads the current version; the next save builds on it. */
    async newest(): Promise<ArticleText> {
      const known = latest.current
      if (!known) throw new Error('An article that was never saved has no newest version.')
      const article: Article = await client.articles.get.query({ slug: known.slug })
      know({ id: article.id, slug: article.slug, version: article.version, isPublished: article.publishedAt !== null })
      return textOf(article)
    },

    /** The next save creates a new article. */
    forget(): void {
      know(undefined)
      window.history.replaceState(null, '', '/editor')
    },
  }
}
