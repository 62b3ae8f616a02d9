import { requireUserId } from '@plinth/core/actor'
import { any, operator, own, rows, signedIn } from '@plinth/core/rule'
import { z } from 'zod'
import { user } from '../identity/user.ts'
import { names } from '../kit/resource/fields/names.ts'
import { one } from '../kit/resource/fields/relation.ts'
import { resource } from '../kit/resource/resource.ts'
import { now } from '../kit/resource/verbs.ts'
import { slugOf, slugSuffix } from '../kit/slug.ts'
import { tagName } from './tags/tag-name.ts'

const article = resource({
  name: 'articles',
  model: 'Article',
  scope: 'global',
  labels: { one: 'article', many: 'articles', title: 'title' },
  fields: {
    id: true,
    slug: true,
    title: z.string().trim().min(1).max(200),
    description: z.string().trim().max(500),
    body: { kind: 'markdown', schema: z.string().max(200_000) },
    tags: names({ relation: 'tags', to: 'tag', name: tagName, max: 20 }),
    author: one(user, ['id', 'username', 'name', 'picture']),
    publishedAt: { label: 'Published' },
    createdAt: { label: 'Created' },
    updatedAt: { label: 'Updated' },
    version: true,
  },
  keys: ['slug'],
  rules: {
    // Published articles are for everyone, drafts for their author.
    read: any(rows({ publishedAt: { not: null } }), own('authorId')),
    create: signedIn,
    update: own('authorId'),
    remove: any(own('authorId'), operator),
  },
  creates: ['title', 'description', 'body', 'tags'],
  updates: ['title', 'description', 'body', 'tags'],
  lists: ['id', 'slug', 'title', 'description', 'tags', 'author', 'publishedAt', 'createdAt', 'updatedAt', 'version'],
  returns: ['id', 'slug', 'version'],
  filters: ['title', 'publishedAt', 'createdAt', 'author.username', 'tags'],
  sorts: ['createdAt', 'title'],
  search: ['title', 'description', 'body'],
  // The slug comes from the title; the same title twice gives two slugs.
  derive: ({ input, actor, attempt }) => {
    const suffix = slugSuffix()
    const slug = slugOf(input.title, suffix)
    return { slug: attempt === 0 ? slug : `${slug}-${suffix}`, authorId: requireUserId(actor) }
  },
  retry: 'articles_slug_key',
})

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
}
