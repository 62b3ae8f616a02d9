import type { ArticleSummary } from '../../client/types.ts'
import { Avatar } from '../avatar.tsx'
import { DateText } from '../date-text.tsx'
import styles from './article-card.module.css'
import { TagLinks } from './tag-links.tsx'

interface ArticleCardProps {
  article: ArticleSummary
  /** False on the author's own page. */
  hasAuthor?: boolean
}

/** An article in a list. */
export function ArticleCard({ article, hasAuthor = true }: ArticleCardProps) {
  const { slug, title, description, tags, author, publishedAt, createdAt, updatedAt } = article
  const isDraft = publishedAt === null
  return (
    <article className={styles.card}>
      <p className={styles.meta}>
        {hasAuthor && (
          <a href={`/authors/${author.username}`} className={styles.author}>
            <Avatar person={author} size={24} />
            {author.name}
          </a>
        )}
        {isDraft ? (
          <span>
            Last changed <DateText date={updatedAt} />
          </span>
        ) : (
          <DateText date={createdAt} />
        )}
      </p>
      <h2 className={styles.title} dir="auto">
        <a href={isDraft ? `/editor/${slug}` : `/articles/${slug}`}>{title}</a>
      </h2>
      {description && (
        <p className={styles.description} dir="auto">
          {description}
        </p>
      )}
      <TagLinks tags={tags} max={5} />
    </article>
  )
}
