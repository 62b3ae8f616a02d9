import { type Part, part, waiting } from '../data/part.ts'
import type { Article } from '../data/types.ts'
import { ArticleForm } from '../parts/article-form.tsx'
import { ErrorMessages, Failed, Skeleton } from '../parts/messages.tsx'
import { useMember } from '../parts/site-context.ts'
import { definePage, type ViewProps } from '../routing/page.ts'

interface Params {
  /** The slug of the edited article; a new article has none yet. */
  readonly slug: string | undefined
}

type Data = {
  readonly article: Part<Article>
}

export const editorPage = definePage<Params, Data>({
  patterns: ['/editor', '/editor/:slug'],
  params: ({ slug }) => ({ slug }),
  audience: () => 'members',
  load: async ({ conduit, hasToken }, { slug }) => ({
    article: slug !== undefined && hasToken ? await part(conduit.article(slug)) : waiting,
  }),
  head: ({ slug }) => ({
    title: slug === undefined ? 'New Article – Conduit' : 'Edit Article – Conduit',
    isPrivate: true,
  }),
  main: 'article',
  View: Editor,
})

const notYours = { status: 403, messages: ['Only its author can edit this article.'] }

function Editor({ params: { slug }, data: { article } }: ViewProps<Params, Data>) {
  return (
    <div className="editor-page">
      <div className="container page">
        <div className="row">
          <div className="medium col-md-10 offset-md-1 col-xs-12">
            <h1 className="text-xs-center">{slug === undefined ? 'New Article' : 'Edit Article'}</h1>
            <EditorForm slug={slug} article={article} />
          </div>
        </div>
      </div>
    </div>
  )
}

function EditorForm({ slug, article }: { slug: string | undefined; article: Part<Article> }) {
  const user = useMember()
  if (!user) return <Skeleton lines={10} />
  if (slug === undefined) return <ArticleForm />
  if (!article.value) return article.failure ? <Failed failure={article.failure} /> : <Skeleton lines={10} />
  if (article.value.author.username !== user.username) return <ErrorMessages failure={notYours} />
  return <ArticleForm article={article.value} />
}
