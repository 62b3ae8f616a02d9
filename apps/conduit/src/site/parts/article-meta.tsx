import type { Article, ArticleSummary, Profile } from '../data/types.ts'
import { addresses } from '../routing/addresses.ts'
import { Avatar } from './avatar.tsx'
import { FavoriteButton, FollowButton } from './buttons.tsx'
import { Day } from './dates.tsx'
import { useSession, useSite } from './site-context.ts'
import { useToggle } from './use-action.ts'

interface MetaProps {
  readonly article: Article
  readonly onArticle: (article: ArticleSummary) => void
  readonly onAuthor: (author: Profile) => void
}

/** Who wrote an article, and what the reader can do with it. */
export function ArticleMeta({ article, onArticle, onAuthor }: MetaProps) {
  const { user } = useSession()
  const { author } = article
  const profile = addresses.profile(author.username)
  return (
    <div className="article-meta">
      <a href={profile} tabIndex={-1} aria-label={`Profile of ${author.username}`}>
        <Avatar image={author.image} size={44} />
      </a>
      <div className="info">
        <a href={profile} className="author">
          {author.username}
        </a>
        <Day className="date" at={article.createdAt} />
      </div>
      <div className="actions">
        {user?.username === author.username ? (
          <OwnButtons slug={article.slug} />
        ) : (
          <>
            <FollowButton profile={author} onChange={onAuthor} />
            <FavoriteButton article={article} onChange={onArticle} isLong />
          </>
        )}
      </div>
    </div>
  )
}

function OwnButtons({ slug }: { slug: string }) {
  const { conduit, navigator } = useSite()
  const { run, isBusy } = useToggle(async () => {
    await conduit.removeArticle(slug)
    await navigator.go(addresses.home)
  })
  return (
    <>
      <a className="btn btn-sm btn-outline-secondary" href={addresses.edit(slug)}>
        <i className="ion-edit" />
        Edit Article
      </a>
      <button type="button" className="btn btn-sm btn-outline-danger" aria-disabled={isBusy} onClick={run}>
        <i className="ion-trash-a" />
        Delete Article
      </button>
    </>
  )
}
