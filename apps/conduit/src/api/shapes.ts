import type { Article, ArticleListed, Comment, UsersOutput as Me } from '@plinth/client'

interface Person {
  username: string
  name: string
  picture: string | null
  bio: string
}

/** Plinth writes usernames in lower case; the case in which someone signed up is kept in their name. */
const usernameOf = ({ username, name }: Pick<Person, 'username' | 'name'>) =>
  name.toLowerCase() === username ? name : username

/** The username under which Plinth stores a user. */
export const keyOf = (username: string) => username.trim().toLowerCase()

const personOf = (person: Person) => ({
  username: usernameOf(person),
  bio: person.bio === '' ? null : person.bio,
  image: person.picture,
})

export const userOf = (me: Me, token: string) => ({ ...personOf(me), email: me.email, token })

export const profileOf = (person: Person & { isFollowed: boolean }) => ({
  ...personOf(person),
  following: person.isFollowed,
})

/** An article as lists show it, without its text. */
export const summaryOf = (article: ArticleListed) => ({
  slug: article.slug,
  title: article.title,
  description: article.description,
  tagList: article.tags,
  createdAt: article.createdAt,
  updatedAt: article.updatedAt,
  favorited: article.isFavorite,
  favoritesCount: article.favoriteCount,
  author: profileOf(article.author),
})

export const articleOf = (article: Article) => ({ ...summaryOf(article), body: article.body })

/** This API identifies comments by a number, which Plinth stores beside their id. */
export const commentOf = ({ number, createdAt, updatedAt, body, author }: Comment) => ({
  id: number,
  createdAt,
  updatedAt,
  body,
  author: profileOf(author),
})
