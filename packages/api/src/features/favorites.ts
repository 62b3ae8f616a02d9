import { all, nobody, rows, signedIn } from '@plinth/core/rule'
import { one } from '../kit/resource/fields/relation.ts'
import { resource } from '../kit/resource/resource.ts'
import type { RuleRow } from '../kit/resource/row.ts'
import { article } from './articles.ts'
import { profile } from './profiles.ts'

/** Which articles someone has marked, since when. */
const favorite = resource({
  name: 'favorites',
  model: 'Favorite',
  tenancy: 'global',
  labels: { one: 'favorite', many: 'favorites', title: 'id' },
  fields: {
    id: true,
    article: one(article, ['id', 'slug', 'title'], { isNullable: true }),
    user: one(profile, ['id', 'username', 'name', 'picture']),
    createdAt: { label: 'Since' },
  },
  // They come and go by articles.favorite and articles.unfavorite. They name people, so they are for people who have signed in, as profiles.list is;
  // one of an article that was withdrawn is nobody's to see.
  rules: {
    read: all(signedIn, rows<RuleRow<'Favorite'>>({ article: { is: { publishedAt: { not: null } } } })),
    create: nobody,
    update: nobody,
    remove: nobody,
  },
  creates: [],
  updates: [],
  filters: ['user.username', 'article.slug'],
  sorts: ['createdAt'],
})

export const favorites = { get: favorite.verbs.get, list: favorite.verbs.list }
