import { changed, type Part, part } from '../data/part.ts'
import type { Article, ArticleSummary, Comment, Profile } from '../data/types.ts'
import { ArticleMeta } from '../parts/article-meta.tsx'
import { Comments } from '../parts/comments.tsx'
import { Failed, Skeleton } from '../parts/messages.tsx'
import { TagList } from '../parts/tag-list.tsx'
import { addresses } from '../routing/addresses.ts'
import { definePage, type ViewProps } from '../routing/page.ts'

interface Params {
  readonly slug: string
}

interface ReadArticle extends Article {
  /** Its text as safe HTML. */
  readonly html: string
}

type Data = {
  readonly article: Part<ReadArticle>
  readonly comments: Part<readonly Comment[]>
}

export const articlePage = definePage<Params, Data>({
  patterns: ['/article/:slug'],
  params: ({ slug = '' }) => ({ slug }),
  main: 'article',
  async load({ conduit, markdown }, { slug }) {
    const [article, comments] = await Promise.all([
      part(conduit.article(slug).then(async (article) => ({ ...article, html: await markdown(article.body) }))),
      part(conduit.comments(slug)),
    ])
    return { article, comments }
  },
  head(_, { article: { value } }) {
    if (!value) return { title: 'Article – Conduit' }
    return {
      title: `${value.title} – Conduit`,
      description: value.description,
      article: {
        path: addresses.article(value.slug),
        author: value.author.username,
        publishedAt: value.createdAt,
        tags: value.tagList ?? [],
      },
    }
  },
  View: ArticleView,
})

function ArticleView({ params, data, change }: ViewProps<Params, Data>) {
  const { value: article, failure } = data.article
  if (!article) {
    return (
      <div className="article-page">
        <div className="container page">{failure ? <Failed failure={failure} /> : <Skeleton lines={8} />}</div>
      </div>
    )
  }
  const update = (fresh: Partial<ArticleSummary>) =>
    change((old) => ({ ...old, article: changed(old.article, (known) => ({ ...known, ...fresh })) }))
  const meta = {
    article,
    // The text is unchanged, so its HTML stays.
    onArticle: ({ favorited, favoritesCount }: ArticleSummary) => update({ favorited, favoritesCount }),
    onAuthor: (author: Profile) => update({ author }),
  }
  return (
    <div className="article-page">
      <div className="banner">
        <div className="container">
          <h1>{article.title}</h1>
          <ArticleMeta {...meta} />
        </div>
      </div>
      <div className="container page">
        <div className="row article-content">
          <div className="col-md-12">
            {/* biome-ignore lint/security/noDangerouslySetInnerHtml: `markdown` has sanitised it */}
            <div className="prose" dangerouslySetInnerHTML={{ __html: article.html }} />
            <TagList tags={article.tagList ?? []} />
          </div>
        </div>
        <hr />
        <div className="article-actions">
          <ArticleMeta {...meta} />
        </div>
        <Comments
          slug={params.slug}
          comments={data.comments}
          onChange={(fresh) => change((old) => ({ ...old, comments: fresh(old.comments) }))}
        />
      </div>
    </div>
  )
}
