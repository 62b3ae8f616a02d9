import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { answer, requireUser, serverCaller } from '../../../client/runtime.ts'
import { ArticleEditor } from '../../../components/editor/article-editor.tsx'
import { PageHeading } from '../../../components/page-heading.tsx'
import styles from '../page.module.css'

export const metadata: Metadata = { title: 'Edit article' }

export default async function EditArticlePage({ params }: { params: Promise<{ slug: string }> }) {
  const { slug } = await params
  const me = await requireUser(`/editor/${slug}`)
  const article = await answer((await serverCaller()).articles.get({ slug }))
  if (article.author.id !== me.id) notFound()
  const { id, version, publishedAt, title, description, tags, body } = article
  return (
    <div className={styles.page}>
      <PageHeading title="Edit article" />
      <ArticleEditor
        key={id}
        authorId={me.id}
        article={{
          id,
          slug: article.slug,
          version,
          isPublished: publishedAt !== null,
          text: { title, description, tags, body },
        }}
      />
    </div>
  )
}
