import type { Metadata } from 'next'
import { type HomeFilter, homeAddress, readHomeFilter } from '../../client/addresses.ts'
import { publishedArticles } from '../../client/article-queries.ts'
import { answer, currentUser, serverCaller } from '../../client/runtime.ts'
import { ArticleList } from '../../components/articles/article-list.tsx'
import { SearchBox } from '../../components/articles/search-box.tsx'
import { TagFilter } from '../../components/articles/tag-filter.tsx'
import { LinkButton } from '../../components/button.tsx'
import { PageHeading } from '../../components/page-heading.tsx'
import { Notice } from '../../components/states/notice.tsx'
import styles from './page.module.css'

interface HomePageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export async function generateMetadata({ searchParams }: HomePageProps): Promise<Metadata> {
  const { text, tag } = readHomeFilter(await searchParams)
  if (tag) return { title: `Articles tagged ${tag}` }
  return text ? { title: `Search for ${text}` } : { title: { absolute: 'Plinth' } }
}

export default async function HomePage({ searchParams }: HomePageProps) {
  const filter = readHomeFilter(await searchParams)
  const query = publishedArticles(filter)
  const caller = await serverCaller()
  const [page, tags] = await Promise.all([
    answer(caller.articles.list({ ...query, total: 'exact' })),
    answer(caller.tags.list({ limit: 24 })),
  ])
  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <PageHeading title={filter.tag ? `Articles tagged ${filter.tag}` : 'Articles'} />
        <SearchBox {...filter} />
        <p className={styles.count} role="status">
          <Count total={page.total ?? 0} filter={filter} />
        </p>
      </div>
      <div className={styles.tags}>
        <TagFilter tags={tags} filter={filter} />
      </div>
      <div className={styles.list}>
        {page.items.length > 0 ? <ArticleList page={page} query={query} /> : <Nothing filter={filter} />}
      </div>
    </div>
  )
}

function Count({ total, filter }: { total: number; filter: HomeFilter }) {
  const isNarrowed = filter.text !== undefined || filter.tag !== undefined
  return (
    <>
      {total.toLocaleString('en')} {total === 1 ? 'article' : 'articles'}
      {filter.text && <> with “{filter.text}”</>}
      {isNarrowed && (
        <>
          {' · '}
          <a href={homeAddress({})}>Show all</a>
        </>
      )}
    </>
  )
}

async function Nothing({ filter }: { filter: HomeFilter }) {
  if (filter.text || filter.tag) {
    return (
      <Notice title="No article fits" actions={<LinkButton href="/">Show all articles</LinkButton>}>
        <p>
          Try fewer or shorter words{filter.tag && ', or look under all tags'}. Every word may be the beginning of one.
        </p>
      </Notice>
    )
  }
  const me = await currentUser()
  return (
    <Notice
      title="Nothing has been published yet"
      actions={
        me ? (
          <LinkButton href="/editor">Write the first article</LinkButton>
        ) : (
          <LinkButton href="/sign-up">Sign up to write</LinkButton>
        )
      }
    >
      <p>Articles appear here as soon as someone publishes one.</p>
      {me?.isOperator && (
        <p>
          To look around with a thousand real documents, run <code>npm run seed</code>.
        </p>
      )}
    </Notice>
  )
}
