import { changed, type Part, part } from '../data/part.ts'
import type { ArticleList, Profile } from '../data/types.ts'
import { ArticleFeed } from '../parts/article-feed.tsx'
import { Avatar } from '../parts/avatar.tsx'
import { FollowButton } from '../parts/buttons.tsx'
import { Failed, Skeleton } from '../parts/messages.tsx'
import { useSession } from '../parts/site-context.ts'
import { Tabs } from '../parts/tabs.tsx'
import { addresses, pageOf } from '../routing/addresses.ts'
import { type Change, definePage, type ViewProps } from '../routing/page.ts'

interface Params {
  readonly username: string
  readonly page: number
  readonly isFavorites: boolean
}

type Data = {
  readonly profile: Part<Profile>
  readonly articles: Part<ArticleList>
}

const patterns = { own: '/profile/:username', favorites: '/profile/:username/favorites' }

/** The two tabs of a profile. */
export const profilePages = [pageFor(patterns.own, false), pageFor(patterns.favorites, true)]

function pageFor(pattern: string, isFavorites: boolean) {
  return definePage<Params, Data>({
    patterns: [pattern],
    params: ({ username = '' }, query) => ({ username, page: pageOf(query), isFavorites }),
    main: 'profile',
    async load({ conduit }, { username, page }) {
      const filter = isFavorites ? { favorited: username } : { author: username }
      const [profile, articles] = await Promise.all([
        part(conduit.profile(username)),
        part(conduit.articles(filter, page)),
      ])
      return { profile, articles }
    },
    head: ({ username }, { profile: { value } }) => ({
      title: `${isFavorites ? `Favorites of ${username}` : username} – Conduit`,
      description: value?.bio || `Articles by ${username} on Conduit.`,
    }),
    View: ProfileView,
  })
}

function ProfileView({ params, data, change }: ViewProps<Params, Data>) {
  const { value: profile, failure } = data.profile
  const { user } = useSession()
  if (!profile) {
    return (
      <div className="profile-page">
        <div className="container page">{failure ? <Failed failure={failure} /> : <Skeleton lines={6} />}</div>
      </div>
    )
  }
  const own = addresses.profile(params.username)
  const favorites = addresses.favorites(params.username)
  const current = params.isFavorites ? favorites : own
  const isOwn = user?.username === profile.username
  return (
    <div className="profile-page">
      <UserInfo profile={profile} isOwn={isOwn} change={change} />
      <div className="container page">
        <div className="row">
          <div className="col-xs-12 col-md-10 offset-md-1">
            <Tabs
              className="articles-toggle"
              label="Lists of articles"
              tabs={[
                { href: own, label: 'My Articles' },
                { href: favorites, label: 'Favorited Articles' },
              ]}
              current={current}
            />
            <ArticleFeed
              articles={data.articles}
              onChange={(update) => change((old) => ({ ...old, articles: update(old.articles) }))}
              address={current}
              page={params.page}
            />
          </div>
        </div>
      </div>
    </div>
  )
}

interface UserInfoProps {
  readonly profile: Profile
  readonly isOwn: boolean
  readonly change: Change<Data>
}

function UserInfo({ profile, isOwn, change }: UserInfoProps) {
  const update = (fresh: Profile) => change((old) => ({ ...old, profile: changed(old.profile, () => fresh) }))
  return (
    <div className="user-info">
      <div className="container">
        <Avatar image={profile.image} className="user-img" size={104} />
        {/* The tag is RealWorld's; it is the heading of this page. */}
        <h4 aria-level={1}>{profile.username}</h4>
        {profile.bio && <p>{profile.bio}</p>}
        {isOwn ? (
          <a className="btn btn-sm btn-outline-secondary action-btn" href={addresses.settings}>
            <i className="ion-gear-a" />
            Edit Profile Settings
          </a>
        ) : (
          <FollowButton profile={profile} onChange={update} className="action-btn" />
        )}
      </div>
    </div>
  )
}
