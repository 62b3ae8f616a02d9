import type { ArticleSummary, Profile } from '../data/types.ts'
import { addresses } from '../routing/addresses.ts'
import { useSession, useSite } from './site-context.ts'
import { useToggle } from './use-action.ts'

interface FavoriteProps {
  readonly article: ArticleSummary
  readonly onChange: (article: ArticleSummary) => void
  /** With a label, as on the page of an article, or the count alone. */
  readonly isLong?: boolean
  readonly className?: string
}

export function FavoriteButton({ article, onChange, isLong = false, className = '' }: FavoriteProps) {
  const { conduit, navigator, session } = useSite()
  const { run, isBusy } = useToggle(async () => {
    if (session.token() === null) return navigator.go(addresses.signUp)
    onChange(await conduit.favorite(article.slug, !article.favorited))
  })
  const verb = article.favorited ? 'Unfavorite' : 'Favorite'
  const look = article.favorited ? 'btn-primary' : 'btn-outline-primary'
  const count = article.favoritesCount
  return (
    <button
      type="button"
      className={`btn btn-sm ${look} ${className}`}
      aria-label={isLong ? undefined : `${verb} “${article.title}”, ${count}`}
      aria-disabled={isBusy}
      onClick={run}
    >
      <i className="ion-heart" />
      {isLong ? (
        <>
          {verb} Article <span className="counter">({count})</span>
        </>
      ) : (
        <span className="counter">{count}</span>
      )}
    </button>
  )
}

interface FollowProps {
  readonly profile: Profile
  readonly onChange: (profile: Profile) => void
  readonly className?: string
}

/** Users cannot follow themselves. */
export function FollowButton({ profile, onChange, className = '' }: FollowProps) {
  const { conduit, navigator, session } = useSite()
  const { user } = useSession()
  const { run, isBusy } = useToggle(async () => {
    if (session.token() === null) return navigator.go(addresses.signIn)
    onChange(await conduit.follow(profile.username, !profile.following))
  })
  if (user?.username === profile.username) return null
  const look = profile.following ? 'btn-secondary' : 'btn-outline-secondary'
  return (
    <button type="button" className={`btn btn-sm ${look} ${className}`} aria-disabled={isBusy} onClick={run}>
      <i className={profile.following ? 'ion-minus-round' : 'ion-plus-round'} />
      <span className="name">
        {profile.following ? 'Unfollow' : 'Follow'} {profile.username}
      </span>
    </button>
  )
}
