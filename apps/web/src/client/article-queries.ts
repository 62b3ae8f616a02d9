import type { ArticleQuery } from './types.ts'

interface Narrowing {
  text?: string | undefined
  tag?: string | undefined
  /** A user name. */
  author?: string | undefined
}

/** Published articles that match a filter, the newest first. */
export function publishedArticles({ text, tag, author }: Narrowing): ArticleQuery {
  return {
    filter: {
      publishedAt: { not: null },
      ...(tag && { tags: { has: tag } }),
      ...(author && { 'author.username': { equals: author } }),
    },
    ...(text && { search: text }),
    // With an explicit order, a search would not sort by relevance.
    sort: ['-createdAt'],
  }
}

/** Drafts of the caller, the newest first: nobody sees the drafts of others. */
export const ownDrafts: ArticleQuery = { filter: { publishedAt: { equals: null } }, sort: ['-createdAt'] }
