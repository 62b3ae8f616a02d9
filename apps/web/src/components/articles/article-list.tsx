import type { ArticleFilter, ArticlePage } from '../../client/types.ts'
import { ArticleCard } from './article-card.tsx'
import styles from './article-list.module.css'
import { MoreArticles } from './more-articles.tsx'

interface ArticleListProps {
  /** The first page; the browser reads the rest when asked to. */
  page: ArticlePage
  filter: ArticleFilter
  hasAuthor?: boolean
}

/** Articles, newest first. */
export function ArticleList({ page, filter, hasAuthor = true }: ArticleListProps) {
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
          key={JSON.stringify(filter) + page.nextCursor}
          cursor={page.nextCursor}
          filter={filter}
          hasAuthor={hasAuthor}
        />
      )}
    </>
  )
}
