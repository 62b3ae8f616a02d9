import type { Metadata } from 'next'
import { cache } from 'react'
import { publishedArticles } from '../../../client/article-queries.ts'
import { answer, currentUser, serverCaller } from '../../../client/runtime.ts'
import { ArticleList } from '../../../components/articles/article-list.tsx'
import { Avatar } from '../../../components/avatar.tsx'
import { LinkButton } from '../../../components/button.tsx'
import { DateText } from '../../../components/date-text.tsx'
import { Notice } from '../../../components/states/notice.tsx'
import styles from './page.module.css'

interface AuthorPageProps {
  params: Promise<{ username: string }>
}

const profileOf = cache(async (username: string) => answer((await serverCaller()).users.get({ username })))

export async function generateMetadata({ params }: AuthorPageProps): Promise<Metadata> {
  const { name, bio } = await profileOf((await params).username)
  return { title: name, ...(bio && { description: bio.slice(0, 200) }) }
}

export default async function AuthorPage({ params }: AuthorPageProps) {
  const { username } = await params
  const caller = await serverCaller()
  const query = publishedArticles({ author: username })
  const [profile, page, me] = await Promise.all([
    profileOf(username),
    answer(caller.articles.list({ ...query, total: 'exact' })),
    currentUser(),
  ])
  const isMe = me?.id === profile.id
  const total = page.total ?? 0
  return (
    <div className={styles.page}>
      <header className={styles.header}>
        <Avatar person={profile} size={88} />
        <div className={styles.who}>
          <h1>{profile.name}</h1>
          <p className={styles.facts}>
            @{profile.username} · here since <DateText date={profile.createdAt} />
          </p>
          {profile.bio && (
            <p className={styles.bio} dir="auto">
              {profile.bio}
            </p>
          )}
          {isMe && (
            <LinkButton href="/account" variant="default" size="small">
              Edit profile
            </LinkButton>
          )}
        </div>
      </header>
      <h2 className={styles.articles}>
        {total.toLocaleString('en')} {total === 1 ? 'article' : 'articles'}
      </h2>
      {page.items.length > 0 ? (
        <ArticleList page={page} query={query} hasAuthor={false} />
      ) : (
        <Notice
          title="Nothing published yet"
          {...(isMe && { actions: <LinkButton href="/editor">Write an article</LinkButton> })}
        >
          <p>{isMe ? 'What you publish appears here.' : `What ${profile.name} publishes appears here.`}</p>
        </Notice>
      )}
    </div>
  )
}
