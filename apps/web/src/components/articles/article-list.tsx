import type { ArticlePage, ArticleQuery } from '../../client/types.ts'
import { ArticleCard } from './article-card.tsx'
import styles from './article-list.module.css'
import { MoreArticles } from './more-articles.tsx'

interface ArticleListProps {
  /** The first page; the browser reads the rest on request. */
  page: ArticlePage
  query: ArticleQuery
  hasAuthor?: boolean
}

/** Articles, newest first. */
export function ArticleList({ page, query, hasAuthor = true }: ArticleListProps) {
  return (
    <>
      <ul className={styles.list}>
        {page.items.map((article) => (
          <li key={article.id}>
            <ArticleCard article={article} hasAuthor={hasAuthor} />
          </li>
        ))}
      </ul>
      {page.nextCursor && (
        <MoreArticles
          key={JSON.stringify(query) + page.nextCursor}
          cursor={page.nextCursor}
          query={query}
          hasAuthor={hasAuthor}
        />
      )}
    </>
  )
}
