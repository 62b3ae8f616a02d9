import { requireUserId } from '@plinth/core/actor'
import { any, byUser, operator, own, rows, signedIn } from '@plinth/core/rule'
import { z } from 'zod'
import { computed } from '../kit/resource/fields/computed.ts'
import { one } from '../kit/resource/fields/relation.ts'
import { sql } from '../kit/resource/fields/sql.ts'
import { resource } from '../kit/resource/resource.ts'
import type { RuleRow } from '../kit/resource/row.ts'
import { article } from './articles.ts'
import { profile } from './profiles.ts'

const comment = resource({
  name: 'comments',
  model: 'Comment',
  tenancy: 'global',
  labels: { one: 'comment', many: 'comments', title: 'body' },
  fields: {
    id: true,
    number: true,
    body: { kind: 'markdown', schema: z.string().trim().min(1).max(10_000) },
    article: one(article, ['id', 'slug', 'title'], { isWritable: true, isNullable: true, isRequired: true }),
    author: one(profile, ['id', 'username', 'name', 'picture', 'bio', 'isFollowed']),
    createdAt: { label: 'Written' },
    updatedAt: { label: 'Updated' },
    isEdited: computed(sql`${'updatedAt'} > ${'createdAt'}`, z.boolean(), { label: 'Edited' }),
    version: true,
  },
  keys: ['number'],
  rules: {
    // Whoever may read the article may read its comments; authors can read and remove their own comments even after the article is withdrawn.
    read: any(
      own('authorId'),
      rows<RuleRow<'Comment'>>({ article: { is: { publishedAt: { not: null } } } }),
      byUser<RuleRow<'Comment'>>((userId) => ({ article: { is: { authorId: { equals: userId } } } })),
    ),
    create: signedIn,
    update: own('authorId'),
    remove: any(own('authorId'), operator),
  },
  creates: ['article', 'body'],
  updates: ['body'],
  returns: ['id', 'number', 'version'],
  filters: ['article.slug', 'author.username', 'createdAt'],
  sorts: ['createdAt'],
  search: ['body'],
  derive: ({ actor }) => ({ authorId: requireUserId(actor) }),
})

export const comments = { ...comment.verbs }
