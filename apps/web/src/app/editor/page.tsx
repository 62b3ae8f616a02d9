import type { Metadata } from 'next'
import { requireUser } from '../../client/runtime.ts'
import { ArticleEditor } from '../../components/editor/article-editor.tsx'
import { PageHeading } from '../../components/page-heading.tsx'
import styles from './page.module.css'

export const metadata: Metadata = { title: 'New article' }

export default async function NewArticlePage() {
  const me = await requireUser('/editor')
  return (
    <div className={styles.page}>
      <PageHeading title="New article" />
      <ArticleEditor authorId={me.id} />
    </div>
  )
}
