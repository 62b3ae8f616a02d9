import { all, nobody, rows, signedIn } from '@plinth/core/rule'
import { one } from '../kit/resource/fields/relation.ts'
import { resource } from '../kit/resource/resource.ts'
import type { RuleRow } from '../kit/resource/row.ts'
import { article } from './articles.ts'
import { profile } from './profiles.ts'

/** Which articles a user has marked as favorites, and since when. */
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
  // Created and deleted by articles.favorite and articles.unfavorite. They name people, so only signed-in users may read them, as with profiles.list;
  // a favorite of a withdrawn article is visible to nobody.
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
