import { newId } from '@plinth/core/id'
import { fragment } from '@plinth/db/fragment'
import type { Build } from '@plinth/db/statement'
import { z } from 'zod'
import type { ChangePlan } from '../../kit/change.ts'

/** The name of a tag: what a person types, in lower case with single spaces. */
const tagName = z
  .string()
  .transform((name) => name.trim().toLowerCase().replace(/\s+/g, ' '))
  .pipe(z.string().min(1).max(50))

/** The tags of an article in their order, each once. */
export const tagNames = z
  .array(tagName)
  .max(20)
  .transform((names) => [...new Set(names)])

/** Parameters of `linkTags`: an id for each name, used where the tag is new. */
export interface TagParams {
  tags: string[] | undefined
  tagIds: string[] | undefined
}

export function tagParams(names: string[] | undefined): TagParams {
  return { tags: names, tagIds: names?.map(() => newId()) }
}

/** Steps that give the article of step `changed` exactly the named tags, in order, and make those that are new. */
export function linkTags<Params extends TagParams>(q: Build<Params>): ChangePlan['steps'] {
  const named = fragment`unnest(${q.param('tags')}::text[], ${q.param('tagIds')}::uuid[]) with ordinality as "named"("name", "id", "nth")`
  return {
    // Sorted, so that two writers who make the same tags wait for each other instead of locking each other out.
    newTags: fragment`insert into "tags" ("id", "name")
      select "named"."id", "named"."name" from ${named}
      where exists (select from "changed") and not exists (select from "tags" where "tags"."name" = "named"."name")
      order by "named"."name"
      on conflict ("name") do update set "name" = excluded."name" returning "id", "name"`,
    allTags: fragment`select "id", "name" from "newTags"
      union all select "id", "name" from "tags" where "name" = any(${q.param('tags')}::text[])`,
    linked: fragment`insert into "article_tags" ("articleId", "position", "tagId")
      select "changed"."id", "named"."nth", "allTags"."id" from "changed", ${named} join "allTags" using ("name")
      on conflict ("articleId", "position") do update set "tagId" = excluded."tagId"
      where "article_tags"."tagId" <> excluded."tagId"`,
    unlinked: fragment`delete from "article_tags" using "changed" where "articleId" = "changed"."id"
      and "position" > cardinality(${q.param('tags')}::text[])`,
  }
}

/** The names of an article's tags in their order. */
export function namesOfTags(articleId: string) {
  return fragment<
    string[]
  >`array(select "tags"."name" from "article_tags" join "tags" on "tags"."id" = "article_tags"."tagId"
    where "article_tags"."articleId" = ${fragment.ref(articleId)} order by "article_tags"."position")`
}
