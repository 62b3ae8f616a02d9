import { requireUserId } from '@plinth/core/actor'
import { any, byUser, operator, own, rows, signedIn } from '@plinth/core/rule'
import type { Where } from '@plinth/core/where'
import { z } from 'zod'
import { username } from '../identity/user-fields.ts'
import { holds } from '../kit/resource/fields/holds.ts'
import { names } from '../kit/resource/fields/names.ts'
import { one } from '../kit/resource/fields/relation.ts'
import { question } from '../kit/resource/question.ts'
import { resource } from '../kit/resource/resource.ts'
import type { RuleRow } from '../kit/resource/row.ts'
import { now } from '../kit/resource/transition.ts'
import { slugFor, tailOf } from '../kit/slug.ts'
import { profile } from './profiles.ts'
import { tagName } from './tags/tag-name.ts'

type Row = RuleRow<'Article'>

/** The largest clock difference allowed between two machines. */
const clockSkewMs = 60_000

/** Published at once when it is given, also as of a day that has passed. */
const publication = z
  .date()
  .refine((at) => at.getTime() <= Date.now() + clockSkewMs, 'Expected a time that is not in the future.')
  .nullable()

const followed = byUser<Row>((userId) => ({
  author: { is: { followers: { some: { followerId: { equals: userId } } } } },
}))

export const article = resource({
  name: 'articles',
  model: 'Article',
  tenancy: 'global',
  labels: { one: 'article', many: 'articles', title: 'title' },
  fields: {
    id: true,
    slug: { isCode: true, hint: 'Made from the title. Earlier ones lead to the article, too.' },
    title: z.string().trim().min(1).max(200),
    description: z.string().trim().max(500),
    body: { kind: 'markdown', schema: z.string().max(200_000) },
    tags: names({ relation: 'tags', to: 'tag', name: tagName, max: 20 }),
    author: one(profile, ['id', 'username', 'name', 'picture', 'bio', 'isFollowed']),
    favoriteCount: { label: 'Favorites' },
    isFavorite: holds(
      byUser<Row>((userId) => ({ favorites: { some: { userId: { equals: userId } } } })),
      { label: 'Your favorite' },
    ),
    publishedAt: { label: 'Published', schema: publication },
    createdAt: { label: 'Created' },
    updatedAt: { label: 'Updated' },
    version: true,
  },
  keys: ['slug'],
  // The slug follows the title; links with an earlier slug still work.
  tails: { slug: tailOf },
  rules: {
    // Everyone may read published articles; only the author may read drafts.
    read: any(rows({ publishedAt: { not: null } }), own('authorId')),
    create: signedIn,
    update: own('authorId'),
    remove: any(own('authorId'), operator),
  },
  creates: ['title', 'description', 'body', 'tags', 'publishedAt'],
  updates: ['title', 'description', 'body', 'tags'],
  lists: [
    'id',
    'slug',
    'title',
    'description',
    'tags',
    'author',
    'favoriteCount',
    'isFavorite',
    'publishedAt',
    'createdAt',
    'updatedAt',
    'version',
  ],
  columns: ['title', 'description', 'tags', 'author', 'publishedAt'],
  returns: ['id', 'slug', 'version'],
  filters: ['title', 'publishedAt', 'createdAt', 'author.username', 'tags'],
  questions: {
    favoritedBy: question(
      username,
      (name): Where<Row> => ({ favorites: { some: { user: { is: { username: { equals: name } } } } } }),
      'Articles that the person of this username has marked.',
    ),
    isFollowed: question(
      z.literal(true),
      (_, actor) => followed(actor),
      'Articles by authors whom the reader follows.',
    ),
  },
  sorts: ['createdAt', 'title'],
  search: ['title', 'description', 'body'],
  // Clients cannot choose a slug: a refusal because a slug is taken would reveal a draft.
  derive: ({ input, actor, id, attempt }) => ({
    slug: slugFor(input.title, id, attempt),
    authorId: requireUserId(actor),
  }),
  follow: { slug: { of: 'title', value: (title, { id, attempt }) => slugFor(title, id, attempt) } },
  retry: 'articles_slug_key',
})

const marking = article.link({ relation: 'favorites', user: 'userId', noun: 'favorites' })

export const articles = {
  ...article.verbs,
  publish: article.transition({
    verb: 'publish',
    event: 'published',
    rule: own('authorId'),
    set: { publishedAt: now },
  }),
  unpublish: article.transition({
    verb: 'unpublish',
    event: 'unpublished',
    rule: own('authorId'),
    set: { publishedAt: null },
  }),
  favorite: marking.add,
  unfavorite: marking.drop,
}
