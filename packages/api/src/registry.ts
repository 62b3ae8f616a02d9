import { articles } from './features/articles.ts'
import { tags } from './features/tags.ts'
import { sessions } from './system/sessions.ts'
import { users } from './system/users.ts'

export type Features = {
  articles: typeof articles
  sessions: typeof sessions
  tags: typeof tags
  users: typeof users
}

export const features: Features = { articles, sessions, tags, users }
