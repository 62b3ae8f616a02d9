/** The answers of the RealWorld API. */

export interface User {
  readonly username: string
  readonly email: string
  readonly bio: string | null
  readonly image: string | null
  readonly token: string
}

export interface Profile {
  readonly username: string
  readonly bio: string | null
  readonly image: string | null
  readonly following: boolean
}

/** An article as lists show it: without its text. */
export interface ArticleSummary {
  readonly slug: string
  readonly title: string
  readonly description: string
  readonly tagList: readonly string[]
  readonly createdAt: string
  readonly updatedAt: string
  readonly favorited: boolean
  readonly favoritesCount: number
  readonly author: Profile
}

export interface Article extends ArticleSummary {
  readonly body: string
}

export interface ArticleList {
  readonly articles: readonly ArticleSummary[]
  readonly articlesCount: number
}

export interface Comment {
  readonly id: number
  readonly body: string
  readonly createdAt: string
  readonly author: Profile
}

/** The fields that an author writes. */
export interface ArticleDraft {
  readonly title: string
  readonly description: string
  readonly body: string
  readonly tagList: readonly string[]
}
