import type { Metadata } from 'next'
import { currentUser, renderedMarkdown } from '../../../client/runtime.ts'
import { ArticleActions } from '../../../components/articles/article-actions.tsx'
import { Prose } from '../../../components/articles/prose.tsx'
import { TableOfContents } from '../../../components/articles/table-of-contents.tsx'
import { TagLinks } from '../../../components/articles/tag-links.tsx'
import { Avatar } from '../../../components/avatar.tsx'
import { DateText } from '../../../components/date-text.tsx'
import { articleBySlug } from './article.ts'
import styles from './page.module.css'

interface ArticlePageProps {
  params: Promise<{ slug: string }>
}

export async function generateMetadata({ params }: ArticlePageProps): Promise<Metadata> {
  const { title, description, author } = await articleBySlug((await params).slug)
  return {
    title,
    ...(description && { description }),
    authors: [{ name: author.name }],
    openGraph: { type: 'article', title, ...(description && { description }) },
  }
}

export default async function ArticlePage({ params }: ArticlePageProps) {
  const [article, me] = await Promise.all([articleBySlug((await params).slug), currentUser()])
  const { id, slug, version, title, description, tags, author, publishedAt, createdAt, updatedAt, body } = article
  const { html, headings } = await renderedMarkdown(body)
  const isAuthor = me?.id === author.id
  const minutes = Math.max(1, Math.round(body.split(/\s+/).length / 220))
  return (
    <div className={styles.page}>
      <article className={styles.article}>
        <header className={styles.header}>
          {publishedAt === null && <p className={styles.draft}>Draft: only you can see it</p>}
          <h1 dir="auto">{title}</h1>
          {description && (
            <p className={styles.description} dir="auto">
              {description}
            </p>
          )}
          <div className={styles.byline}>
            <a href={`/authors/${author.username}`} className={styles.author}>
              <Avatar person={author} size={40} />
              <span>{author.name}</span>
            </a>
            <p className={styles.dates}>
              <DateText date={createdAt} />
              {' · '}
              {minutes} min read
              {updatedAt.getTime() - createdAt.getTime() > dayMs && (
                <>
                  {' · changed '}
                  <DateText date={updatedAt} />
                </>
              )}
            </p>
          </div>
          {(isAuthor || me?.isOperator) && (
            <ArticleActions
              article={{ id, slug, version, title, isPublished: publishedAt !== null }}
              isAuthor={isAuthor}
            />
          )}
        </header>
        {body.trim() === '' ? <p className={styles.empty}>This article has no text yet.</p> : <Prose html={html} />}
        <footer className={styles.footer}>
          <TagLinks tags={tags} />
        </footer>
      </article>
      <aside className={styles.aside}>
        <TableOfContents headings={headings} />
      </aside>
    </div>
  )
}

const dayMs = 86_400_000
