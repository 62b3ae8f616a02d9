import type { Ask, Question } from './ask.ts'
import { isRecord, RequestError } from './failure.ts'
import type { Article, ArticleDraft, ArticleList, Comment, Profile, User } from './types.ts'

/** Articles of one page of a list. */
export const pageSize = 10

export interface ArticleFilter {
  readonly tag?: string
  readonly author?: string
  readonly favorited?: string
}

/** The settings of an account. An empty password leaves the old one. */
export interface Account {
  readonly username: string
  readonly email: string
  readonly password?: string
  readonly bio?: string
  readonly image?: string
}

/** The RealWorld API in the terms of this site. */
export interface Conduit {
  articles(filter: ArticleFilter, page: number): Promise<ArticleList>
  feed(page: number): Promise<ArticleList>
  article(slug: string): Promise<Article>
  publish(draft: ArticleDraft, slug?: string): Promise<Article>
  removeArticle(slug: string): Promise<void>
  favorite(slug: string, isWanted: boolean): Promise<Article>
  comments(slug: string): Promise<readonly Comment[]>
  addComment(slug: string, body: string): Promise<Comment>
  removeComment(slug: string, id: number): Promise<void>
  tags(): Promise<readonly string[]>
  profile(username: string): Promise<Profile>
  follow(username: string, isWanted: boolean): Promise<Profile>
  user(): Promise<User>
  signIn(email: string, password: string): Promise<User>
  signUp(account: Account): Promise<User>
  saveUser(account: Account): Promise<User>
}

export function createConduit(ask: Ask): Conduit {
  /** One key of the answer. The API is ours: its own tests compare the value with the specification. */
  async function take<T>(key: string, question: Question): Promise<T> {
    const answer = await ask(question)
    const value = isRecord(answer) ? answer[key] : undefined
    if (value === undefined || value === null) throw new RequestError(incomplete)
    return value as T // see above
  }
  /** A list is the whole answer. */
  async function list(path: string, query: Record<string, string>): Promise<ArticleList> {
    const answer = await ask({ path: `${path}?${new URLSearchParams(query)}` })
    if (!isRecord(answer) || !Array.isArray(answer.articles)) throw new RequestError(incomplete)
    return answer as unknown as ArticleList // as with one key
  }
  return {
    articles: (filter, page) => list('/articles', { ...filter, ...window(page) }),
    feed: (page) => list('/articles/feed', window(page)),
    article: (slug) => take('article', { path: article(slug) }),
    publish: (draft, slug) =>
      take('article', {
        ...(slug === undefined ? { method: 'POST', path: '/articles' } : { method: 'PUT', path: article(slug) }),
        body: { article: draft },
      }),
    removeArticle: async (slug) => void (await ask({ method: 'DELETE', path: article(slug) })),
    favorite: (slug, isWanted) =>
      take('article', { method: isWanted ? 'POST' : 'DELETE', path: `${article(slug)}/favorite` }),
    comments: (slug) => take('comments', { path: `${article(slug)}/comments` }),
    addComment: (slug, body) =>
      take('comment', { method: 'POST', path: `${article(slug)}/comments`, body: { comment: { body } } }),
    removeComment: async (slug, id) => void (await ask({ method: 'DELETE', path: `${article(slug)}/comments/${id}` })),
    tags: () => take('tags', { path: '/tags' }),
    profile: (username) => take('profile', { path: profile(username) }),
    follow: (username, isWanted) =>
      take('profile', { method: isWanted ? 'POST' : 'DELETE', path: `${profile(username)}/follow` }),
    user: () => take('user', { path: '/user' }),
    signIn: (email, password) =>
      take('user', { method: 'POST', path: '/users/login', body: { user: { email, password } } }),
    signUp: (account) => take('user', { method: 'POST', path: '/users', body: { user: account } }),
    saveUser: (account) => take('user', { method: 'PUT', path: '/user', body: { user: account } }),
  }
}

const incomplete = { status: 502, messages: ['Conduit gave an answer that cannot be read. Try again.'] }

const article = (slug: string) => `/articles/${encodeURIComponent(slug)}`
const profile = (username: string) => `/profiles/${encodeURIComponent(username)}`

function window(page: number): Record<string, string> {
  return { limit: String(pageSize), offset: String((page - 1) * pageSize) }
}
