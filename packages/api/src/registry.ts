// Written by `npm run gen` from the files in features/ and system/.
import { articles } from './features/articles.ts'
import { comments } from './features/comments.ts'
import { favorites } from './features/favorites.ts'
import { follows } from './features/follows.ts'
import { places } from './features/places.ts'
import { profiles } from './features/profiles.ts'
import { tags } from './features/tags.ts'
import { imports } from './system/imports.ts'
import { resources } from './system/resources.ts'
import { savedViews } from './system/saved-views.ts'
import { sessions } from './system/sessions.ts'
import { users } from './system/users.ts'

/** Named by `typeof`, so that declarations stay small and lead to the file of the noun. */
export type Features = {
  articles: typeof articles
  comments: typeof comments
  favorites: typeof favorites
  follows: typeof follows
  imports: typeof imports
  places: typeof places
  profiles: typeof profiles
  resources: typeof resources
  savedViews: typeof savedViews
  sessions: typeof sessions
  tags: typeof tags
  users: typeof users
}

export const features: Features = {
  articles,
  comments,
  favorites,
  follows,
  imports,
  places,
  profiles,
  resources,
  savedViews,
  sessions,
  tags,
  users,
}
