import { requireUserId } from '@plinth/core/actor'
import { PlinthError } from '@plinth/core/errors'
import { newId } from '@plinth/core/id'
import { decodeCursor, encodeCursor, pageInput, pageOf } from '@plinth/core/page'
import { any, operator, own, rows, signedIn } from '@plinth/core/rule'
import { fragment, jsonOf, type SqlBool } from '@plinth/db/fragment'
import { type Build, statement } from '@plinth/db/statement'
import { z } from 'zod'
import { change } from '../kit/change.ts'
import { removePlan, updatePlan } from '../kit/plans.ts'
import { read, writeRow } from '../kit/procedure.ts'
import { slugOf, slugSuffix } from '../kit/slug.ts'
import { linkTags, namesOfTags, type TagParams, tagNames, tagParams } from './tags/link.ts'

const author = z.object({ id: z.uuid(), username: z.string(), name: z.string(), picture: z.string().nullable() })
type Author = z.output<typeof author>

const summary = z.object({
  id: z.uuid(),
  slug: z.string(),
  title: z.string(),
  description: z.string(),
  tags: z.array(z.string()),
  author,
  publishedAt: z.date().nullable(),
  createdAt: z.date(),
  updatedAt: z.date(),
  version: z.int(),
})
const article = summary.extend({ body: z.string() })
const written = z.object({ id: z.uuid(), slug: z.string(), version: z.int() })

const title = z.string().trim().min(1).max(200)
const description = z.string().trim().max(500)
const body = z.string().max(200_000)
const row = { id: z.uuid(), version: z.int().min(1) }

/** Published articles are for everyone, drafts for their author. */
const readable = any(rows({ publishedAt: { not: null } }), own('authorId'))

const summaryColumns = (q: Build<object>) =>
  q.db
    .selectFrom('articles')
    .innerJoin('users', 'users.id', 'articles.authorId')
    .select([
      'articles.id',
      'articles.slug',
      'articles.title',
      'articles.description',
      'articles.publishedAt',
      'articles.createdAt',
      'articles.updatedAt',
      'articles.version',
    ])
    .select([
      jsonOf<Author>('users', ['id', 'username', 'name', 'picture']).as('author'),
      namesOfTags('articles.id').as('tags'),
    ])

const bySlug = statement((q: Build<{ slug: string }>) =>
  summaryColumns(q).select('articles.body').where('articles.slug', '=', q.param('slug')).where(q.rule('articles')),
)

interface ListParams {
  isUpTo20: true | undefined
  isUpTo50: true | undefined
  afterAt: Date | undefined
  afterId: string | undefined
  tag: string | undefined
  author: string | undefined
  search: string | undefined
  isDraft: true | undefined
  withTotal: true | undefined
}

/** What the list is narrowed by, without its page. The text search is answered by the index `articles_text_idx`. */
const matching = (q: Build<ListParams>) =>
  fragment.and([
    q.rule('articles'),
    q.has('isDraft') ? fragment`"articles"."publishedAt" is null` : fragment`"articles"."publishedAt" is not null`,
    q.has('tag') &&
      fragment`"articles"."id" in (select "articleId" from "article_tags"
        where "tagId" = (select "id" from "tags" where "name" = ${q.param('tag')}))`,
    q.has('author') &&
      fragment`"articles"."authorId" = (select "id" from "users" where "username" = ${q.param('author')})`,
    q.has('search') &&
      fragment`to_tsvector('simple', "articles"."title" || ' ' || "articles"."description" || ' ' || "articles"."body")
        @@ to_tsquery('simple', ${q.param('search')})`,
  ])

/**
 * One row more than the page, in three steps written into the statement: with a limit as a parameter Postgres reckons with a tenth of all
 * rows and plans each execution anew.
 */
const pageRows = (q: Build<ListParams>) =>
  q.has('isUpTo20') ? fragment<number>`21` : q.has('isUpTo50') ? fragment<number>`51` : fragment<number>`101`

const newest = statement((q: Build<ListParams>) => {
  const page = summaryColumns(q)
    .select(
      q.has('withTotal')
        ? fragment<number>`(select count(*)::int from "articles" where ${matching(q)})`.as('total')
        : fragment<null>`null::int`.as('total'),
    )
    .where(matching(q))
    .orderBy('articles.createdAt', 'desc')
    .orderBy('articles.id', 'desc')
    .limit(pageRows(q))
  return q.has('afterAt')
    ? page.where(
        fragment<SqlBool>`("articles"."createdAt", "articles"."id") < (${q.param('afterAt')}, ${q.param('afterId')})`,
      )
    : page
})

/** The total where there is no row to carry it: the page behind the last one. */
const counted = statement(
  (q: Build<ListParams>) =>
    fragment.statement<{ total: number }>`select count(*)::int as "total" from "articles" where ${matching(q)}`,
)

/**
 * Every word may be the beginning of one: people look for what they are still typing. What a word is, Postgres decides for the query as it
 * did for the text, so that 'next.js', '@scope/name' and words with combining marks are found.
 */
function searchTerms(text: string): string | undefined {
  const words = text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word))
  if (words.length === 0) return undefined
  return words
    .slice(0, 10)
    .map((word) => `'${word.replace(/['\\]/g, ' ')}':*`)
    .join(' & ')
}

interface CreateParams extends TagParams {
  id: string
  slug: string
  suffix: string
  title: string
  description: string
  body: string
  authorId: string
}

const audited = ['slug', 'title', 'description', 'body', 'publishedAt', 'version'] as const
const returns = ['id', 'slug', 'version'] as const

const created = change<CreateParams, z.input<typeof written>>('articles.created', (q) => ({
  steps: {
    changed: fragment`insert into "articles" ("id", "slug", "title", "description", "body", "authorId")
      values (${q.param('id')}, case when exists (select from "articles" where "slug" = ${q.param('slug')})
        then ${q.param('slug')} || '-' || ${q.param('suffix')} else ${q.param('slug')} end,
        ${q.param('title')}, ${q.param('description')}, ${q.param('body')}, ${q.param('authorId')})
      returning *`,
    ...linkTags(q),
  },
  after: fragment`${jsonOf('changed', audited)} || jsonb_build_object('tags', ${q.param('tags')}::text[])`,
  returns,
}))

interface UpdateParams extends TagParams {
  id: string
  version: number
  title: string | undefined
  description: string | undefined
  body: string | undefined
}

const updated = change<UpdateParams, z.input<typeof written>>('articles.updated', (q) => {
  const isTagged = q.has('tags')
  return updatePlan(q, {
    table: 'articles',
    columns: ['title', 'description', 'body'],
    steps: isTagged ? linkTags(q) : {},
    // Every step sees the rows as they were before the statement.
    ...(isTagged && {
      before: fragment`jsonb_build_object('tags', ${namesOfTags('before.id')})`,
      after: fragment`jsonb_build_object('tags', ${q.param('tags')}::text[])`,
    }),
    returns,
  })
})

interface RowParams {
  id: string
  version: number
}

const published = change<RowParams, z.input<typeof written>>('articles.published', (q) =>
  updatePlan(q, { table: 'articles', columns: [], set: { publishedAt: fragment`now()` }, returns }),
)

const unpublished = change<RowParams, z.input<typeof written>>('articles.unpublished', (q) =>
  updatePlan(q, { table: 'articles', columns: [], set: { publishedAt: fragment`null` }, returns }),
)

const removed = change<{ id: string }, { id: string }>('articles.removed', (q) =>
  removePlan(q, { table: 'articles', audited }),
)

export const articles = {
  /** Newest first. Published ones, or with `state: 'draft'` one's own drafts. */
  list: read({
    rule: readable,
    input: z.strictObject({
      ...pageInput,
      tag: z.string().max(50).optional(),
      author: z.string().max(30).optional(),
      text: z.string().max(200).optional(),
      state: z.enum(['published', 'draft']).default('published'),
      withTotal: z.boolean().default(false),
    }),
    output: pageOf(summary),
    run: async ({ db, input, access }) => {
      const after = input.cursor === undefined ? undefined : decodeCursor(input.cursor)
      const params: ListParams = {
        isUpTo20: input.limit <= 20 ? true : undefined,
        isUpTo50: input.limit > 20 && input.limit <= 50 ? true : undefined,
        afterAt: after?.at,
        afterId: after?.id,
        tag: input.tag?.toLowerCase(),
        author: input.author,
        search: input.text === undefined ? undefined : searchTerms(input.text),
        isDraft: input.state === 'draft' ? true : undefined,
        withTotal: input.withTotal ? true : undefined,
      }
      const rule = access.take()
      const found = await newest.run(db, params, rule)
      const items = found.slice(0, input.limit)
      const last = items.at(-1)
      const [first] = found.length > 0 || !after || !input.withTotal ? found : await counted.run(db, params, rule)
      return {
        items,
        nextCursor: last && found.length > input.limit ? encodeCursor({ at: last.createdAt, id: last.id }) : null,
        total: input.withTotal ? (first?.total ?? 0) : null,
      }
    },
  }),

  get: read({
    rule: readable,
    input: z.strictObject({ slug: z.string().max(100) }),
    output: article,
    run: async ({ db, input, access }) => {
      const [found] = await bySlug.run(db, input, access.take())
      if (!found) throw new PlinthError('NOT_FOUND')
      return found
    },
  }),

  /** A draft. The slug comes from the title; the same title twice gives two slugs. */
  create: writeRow({
    rule: signedIn,
    input: z.strictObject({ title, description, body, tags: tagNames }),
    output: written,
    change: created,
    params: ({ input, actor }) => ({
      id: newId(),
      slug: slugOf(input.title, slugSuffix()),
      suffix: slugSuffix(),
      title: input.title,
      description: input.description,
      body: input.body,
      authorId: requireUserId(actor),
      ...tagParams(input.tags),
    }),
    retry: 'articles_slug_key',
  }),

  update: writeRow({
    rule: own('authorId'),
    input: z.strictObject({
      ...row,
      title: title.optional(),
      description: description.optional(),
      body: body.optional(),
      tags: tagNames.optional(),
    }),
    output: written,
    change: updated,
    params: ({ input }) => ({
      id: input.id,
      version: input.version,
      title: input.title,
      description: input.description,
      body: input.body,
      ...tagParams(input.tags),
    }),
  }),

  publish: writeRow({
    rule: own('authorId'),
    input: z.strictObject(row),
    output: written,
    change: published,
    params: ({ input }) => input,
  }),

  unpublish: writeRow({
    rule: own('authorId'),
    input: z.strictObject(row),
    output: written,
    change: unpublished,
    params: ({ input }) => input,
  }),

  remove: writeRow({
    rule: any(own('authorId'), operator),
    input: z.strictObject({ id: z.uuid() }),
    output: z.object({ id: z.uuid() }),
    change: removed,
    params: ({ input }) => input,
  }),
}
