import { type Part, part, waiting } from '../data/part.ts'
import type { ArticleList } from '../data/types.ts'
import { ArticleFeed } from '../parts/article-feed.tsx'
import { Skeleton } from '../parts/messages.tsx'
import { useSession } from '../parts/site-context.ts'
import { Tabs } from '../parts/tabs.tsx'
import { addresses, pageOf } from '../routing/addresses.ts'
import { definePage, type Reader, type ViewProps } from '../routing/page.ts'

type Feed = { readonly name: 'global' | 'following' } | { readonly name: 'tag'; readonly tag: string }

interface Params {
  readonly feed: Feed
  readonly page: number
}

type Data = {
  readonly articles: Part<ArticleList>
  readonly tags: Part<readonly string[]>
}

export const homePage = definePage<Params, Data>({
  patterns: ['/', '/tag/:tag'],
  params: ({ tag }, query) => ({ feed: feedOf(tag, query.get('feed')), page: pageOf(query) }),
  audience: ({ feed }) => (feed.name === 'following' ? 'members' : 'everyone'),
  main: 'articles',
  async load(reader, params) {
    const [articles, tags] = await Promise.all([loadArticles(reader, params), part(reader.conduit.tags())])
    return { articles, tags }
  },
  head({ feed, page }) {
    const suffix = page > 1 ? ` – page ${page}` : ''
    if (feed.name === 'tag') {
      return { title: `#${feed.tag}${suffix} – Conduit`, description: `Articles about ${feed.tag} on Conduit.` }
    }
    if (feed.name === 'following') return { title: `Your Feed${suffix} – Conduit`, isPrivate: true }
    return {
      title: `Conduit${suffix}`,
      description: 'A place to share your knowledge: articles by people who write about what they know.',
    }
  },
  View: Home,
})

function feedOf(tag: string | undefined, name: string | null): Feed {
  if (tag !== undefined) return { name: 'tag', tag }
  return { name: name === 'following' ? 'following' : 'global' }
}

async function loadArticles({ conduit, hasToken }: Reader, { feed, page }: Params): Promise<Part<ArticleList>> {
  if (feed.name === 'tag') return part(conduit.articles({ tag: feed.tag }, page))
  if (feed.name === 'global') return part(conduit.articles({}, page))
  return hasToken ? part(conduit.feed(page)) : waiting
}

function Home({ params: { feed, page }, data, change }: ViewProps<Params, Data>) {
  const { user } = useSession()
  const address = addressOf(feed)
  const emptyFeed = 'No articles are here... yet. Follow authors, and what they write comes here.'
  return (
    <div className="home-page">
      {!user && (
        <div className="banner for-guests">
          <div className="container">
            <h1 className="logo-font">conduit</h1>
            <p>A place to share your knowledge.</p>
          </div>
        </div>
      )}
      <div className="container page">
        {user && <h1 className="sr-only">Articles</h1>}
        <div className="row with-sidebar">
          <div className="col-md-9">
            <Tabs
              className="feed-toggle"
              label="Lists of articles"
              tabs={tabsFor(feed, user !== null)}
              current={address}
            />
            <ArticleFeed
              articles={data.articles}
              onChange={(update) => change((old) => ({ ...old, articles: update(old.articles) }))}
              address={address}
              page={page}
              {...(feed.name === 'following' && { empty: emptyFeed })}
            />
          </div>
          <div className="col-md-3">
            <PopularTags tags={data.tags} />
          </div>
        </div>
      </div>
    </div>
  )
}

function addressOf(feed: Feed): string {
  if (feed.name === 'tag') return addresses.tag(feed.tag)
  return feed.name === 'following' ? addresses.following : addresses.home
}

function tabsFor(feed: Feed, isSignedIn: boolean) {
  return [
    ...(isSignedIn || feed.name === 'following' ? [{ href: addresses.following, label: 'Your Feed' }] : []),
    { href: addresses.home, label: 'Global Feed' },
    ...(feed.name === 'tag' ? [{ href: addresses.tag(feed.tag), label: `# ${feed.tag}` }] : []),
  ]
}

/** How many are shown. */
const mostTags = 30

function PopularTags({ tags: { value, failure } }: { tags: Part<readonly string[]> }) {
  return (
    <div className="sidebar">
      <p>Popular Tags</p>
      {!value && !failure && <Skeleton lines={3} />}
      {!value && failure && <p className="quiet">{failure.messages.join(' ')}</p>}
      {value?.length === 0 && <p className="quiet">No tags are here... yet.</p>}
      {value && value.length > 0 && (
        <div className="tag-list">
          {value.slice(0, mostTags).map((tag) => (
            <a key={tag} href={addresses.tag(tag)} className="tag-pill tag-default">
              {tag}
            </a>
          ))}
        </div>
      )}
    </div>
  )
}
