import type { Metadata } from 'next'
import { ownDrafts } from '../../client/article-queries.ts'
import { answer, requireUser, serverCaller } from '../../client/runtime.ts'
import { ArticleList } from '../../components/articles/article-list.tsx'
import { LinkButton } from '../../components/button.tsx'
import { PageHeading } from '../../components/page-heading.tsx'
import { Notice } from '../../components/states/notice.tsx'
import styles from './page.module.css'

export const metadata: Metadata = { title: 'Drafts' }

export default async function DraftsPage() {
  await requireUser('/drafts')
  const page = await answer((await serverCaller()).articles.list(ownDrafts))
  return (
    <div className={styles.page}>
      <PageHeading title="Drafts">What you have begun and not published. Only you can see it.</PageHeading>
      {page.items.length > 0 ? (
        <ArticleList page={page} query={ownDrafts} hasAuthor={false} />
      ) : (
        <Notice title="No drafts" actions={<LinkButton href="/editor">New article</LinkButton>}>
          <p>An article is a draft from the first time you save it until you publish it.</p>
        </Notice>
      )}
    </div>
  )
}
