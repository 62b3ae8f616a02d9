import { everyone } from '@plinth/core/rule'
import { fragment } from '@plinth/db/fragment'
import { statement } from '@plinth/db/statement'
import { z } from 'zod'
import { read } from '../kit/procedure.ts'

const tag = z.object({ name: z.string(), articles: z.int() })

const mostUsed = statement<{ limit: number; prefix: string | undefined }, z.output<typeof tag>>(
  ({ db, param, has }) => {
    const query = db
      .selectFrom('tags')
      .innerJoin('article_tags', 'article_tags.tagId', 'tags.id')
      .innerJoin('articles', 'articles.id', 'article_tags.articleId')
      .where('articles.publishedAt', 'is not', null)
      .select(['tags.name', fragment<number>`count(*)::int`.as('articles')])
      .groupBy('tags.name')
      .orderBy('articles', 'desc')
      .orderBy('tags.name')
      .limit(param('limit'))
    return has('prefix') ? query.where('tags.name', 'like', param('prefix')) : query
  },
)

export const tags = {
  /** Tags of published articles, the most used first. */
  list: read({
    rule: everyone,
    input: z.strictObject({ text: z.string().max(50).optional(), limit: z.int().min(1).max(1_000).default(30) }),
    output: z.array(tag),
    run: ({ db, input }) => {
      const text = input.text?.trim().toLowerCase()
      return mostUsed.run(db, { limit: input.limit, prefix: text ? `${text.replace(/[\\%_]/g, '\\$&')}%` : undefined })
    },
  }),
}
