import type { ArticleQuery } from './types.ts'

interface Narrowing {
  text?: string | undefined
  tag?: string | undefined
  /** A user name. */
  author?: string | undefined
}

/** Published articles, narrowed, the newest first. */
export function publishedArticles({ text, tag, author }: Narrowing): ArticleQuery {
  return {
    filter: {
      publishedAt: { not: null },
      ...(tag && { tags: { has: tag } }),
      ...(author && { 'author.username': { equals: author } }),
    },
    ...(text && { search: text }),
    // With an order of its own, a search does not sort by how well an article fits.
    sort: ['-createdAt'],
  }
}

/** Drafts of whoever asks, the newest first: of others, nobody sees any. */
export const ownDrafts: ArticleQuery = { filter: { publishedAt: { equals: null } }, sort: ['-createdAt'] }
