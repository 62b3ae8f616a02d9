import { z } from 'zod'

// The answers of the RealWorld API as its specification defines them, strictly: both an additional and a missing key are errors.

const time = z.iso.datetime()
const person = { username: z.string(), bio: z.string().nullable(), image: z.string().nullable() }

const profile = z.strictObject({ ...person, following: z.boolean() })
const user = z.strictObject({ ...person, email: z.string(), token: z.string().min(1) })

const summary = z.strictObject({
  slug: z.string(),
  title: z.string(),
  description: z.string(),
  tagList: z.array(z.string()),
  createdAt: time,
  updatedAt: time,
  favorited: z.boolean(),
  favoritesCount: z.int().min(0),
  author: profile,
})
const article = summary.extend({ body: z.string() })
const comment = z.strictObject({ id: z.int(), createdAt: time, updatedAt: time, body: z.string(), author: profile })

export type Article = z.output<typeof article>

export const answers = {
  user: z.strictObject({ user }),
  profile: z.strictObject({ profile }),
  article: z.strictObject({ article }),
  articles: z.strictObject({ articles: z.array(summary), articlesCount: z.int().min(0) }),
  comment: z.strictObject({ comment }),
  comments: z.strictObject({ comments: z.array(comment) }),
  tags: z.strictObject({ tags: z.array(z.string()) }),
  errors: z.strictObject({ errors: z.record(z.string(), z.array(z.string().min(1)).min(1)) }),
}
