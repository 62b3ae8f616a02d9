import type { Part } from '../data/part.ts'
import { changed } from '../data/part.ts'
import type { ArticleList, ArticleSummary } from '../data/types.ts'
import { addresses } from '../routing/addresses.ts'
import { Avatar } from './avatar.tsx'
import { FavoriteButton } from './buttons.tsx'
import { Day } from './dates.tsx'
import { ErrorMessages, Skeleton } from './messages.tsx'
import { Pagination } from './pagination.tsx'
import { TagList } from './tag-list.tsx'

interface FeedProps {
  readonly articles: Part<ArticleList>
  readonly onChange: (change: (articles: Part<ArticleList>) => Part<ArticleList>) => void
  /** Address of its first page. */
  readonly address: string
  readonly page: number
  /** Shown when the list is empty. */
  readonly empty?: string
}

/** A page of a list of articles, with links to the other pages. */
export function ArticleFeed({ articles, onChange, address, page, empty }: FeedProps) {
  const { value, failure } = articles
  const replace = (article: ArticleSummary) => onChange((part) => changed(part, (list) => withArticle(list, article)))
  return (
    <>
      {failure && (
        <div className="empty-feed-message">
          <ErrorMessages failure={failure} />
        </div>
      )}
      {!value && !failure && [0, 1, 2].map((at) => <Skeleton key={at} lines={4} />)}
      {value && value.articles.length === 0 && !failure && (
        <div className="empty-feed-message">{empty ?? 'No articles are here... yet.'}</div>
      )}
      {value?.articles.map((article) => (
        <ArticlePreview key={article.slug} article={article} onChange={replace} />
      ))}
      {value && <Pagination address={address} page={page} count={value.articlesCount} />}
    </>
  )
}

interface PreviewProps {
  readonly article: ArticleSummary
  readonly onChange: (article: ArticleSummary) => void
}

function ArticlePreview({ article, onChange }: PreviewProps) {
  const { author } = article
  const profile = addresses.profile(author.username)
  return (
    <div className="article-preview">
      <div className="article-meta">
        <a href={profile} tabIndex={-1} aria-label={`Profile of ${author.username}`}>
          <Avatar image={author.image} size={36} />
        </a>
        <div className="info">
          <a href={profile} className="author">
            {author.username}
          </a>
          <Day className="date" at={article.createdAt} />
        </div>
        <FavoriteButton article={article} onChange={onChange} className="pull-xs-right" />
      </div>
      <a href={addresses.article(article.slug)} className="preview-link">
        <h1>{article.title}</h1>
        <p>{article.description}</p>
        <span className="read-more">Read more...</span>
        <TagList tags={article.tagList ?? []} />
      </a>
    </div>
  )
}

function withArticle(list: ArticleList, article: ArticleSummary): ArticleList {
  return { ...list, articles: list.articles.map((old) => (old.slug === article.slug ? { ...old, ...article } : old)) }
}
