// Written by `npm run gen` from the files in features/testing/ and system/testing/.
import { articles } from '../features/testing/articles.ts'
import { comments } from '../features/testing/comments.ts'
import { favorites } from '../features/testing/favorites.ts'
import { follows } from '../features/testing/follows.ts'
import { places } from '../features/testing/places.ts'
import { profiles } from '../features/testing/profiles.ts'
import { tags } from '../features/testing/tags.ts'
import { imports } from '../system/testing/imports.ts'
import { resources } from '../system/testing/resources.ts'
import { savedViews } from '../system/testing/saved-views.ts'
import { sessions } from '../system/testing/sessions.ts'
import { users } from '../system/testing/users.ts'
import type { AllSamples } from './samples.ts'

export const samples: AllSamples = {
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
