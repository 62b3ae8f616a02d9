import { recordedRow } from '@plinth/api/kit/recorded'
import { fragment, withSteps } from '@plinth/db/fragment'
import { type Build, type Executor, statement } from '@plinth/db/statement'
import { tableRow } from '@plinth/db/where'
import type { Person } from './people.ts'

export interface NewPerson extends Person {
  eventId: string
}

export interface NewTag {
  /** Used if there is no tag of this name yet. */
  id: string
  name: string
}

export interface NewArticle {
  id: string
  eventId: string
  slug: string
  title: string
  description: string
  body: string
  authorId: string
  tags: string[]
  at: Date
}

export interface Batch {
  people: NewPerson[]
  tags: NewTag[]
  articles: NewArticle[]
  requestId: string
}

interface BatchParams {
  people: string
  tags: string
  articles: string
  requestId: string
}

const given = (q: Build<BatchParams>) => ({
  people: fragment`select * from jsonb_to_recordset(${q.param('people')}::jsonb)
    as "person"("id" uuid, "eventId" uuid, "email" text, "name" text, "username" text)`,
  tags: fragment`select * from jsonb_to_recordset(${q.param('tags')}::jsonb) as "tag"("id" uuid, "name" text)`,
  articles: fragment`select * from jsonb_to_recordset(${q.param('articles')}::jsonb)
    as "article"("id" uuid, "eventId" uuid, "slug" text, "title" text, "description" text, "body" text, "authorId" uuid,
      "tags" jsonb, "at" timestamptz)`,
})

const eventColumns = fragment`"id", "type", "subject", "actorType", "requestId", "after"`

/** Inserts a whole batch in one statement, so that rows and their events are stored together or not at all. */
const insertBatch = statement((q: Build<BatchParams>) => {
  const { people, tags, articles } = given(q)
  return withSteps<never>(
    {
      givenPeople: people,
      givenTags: tags,
      givenArticles: articles,
      newUsers: fragment`insert into "users" ("id", "email", "name", "username")
        select "id", "email", "name", "username" from "givenPeople" returning *`,
      userEvents: fragment`insert into "events" (${eventColumns})
        select "eventId", 'users.created', "id", 'system', ${q.param('requestId')},
          ${recordedRow(tableRow('users', 'newUsers'), ['email', 'name', 'username', 'isOperator'])}
        from "newUsers" join "givenPeople" using ("id")`,
      // Sorted, so that two writers that create the same tags wait for each other instead of causing a deadlock.
      newTags: fragment`insert into "tags" ("id", "name")
        select "id", "name" from "givenTags" where not exists (select from "tags" where "tags"."name" = "givenTags"."name")
        order by "name" on conflict ("name") do update set "name" = excluded."name" returning "id", "name"`,
      allTags: fragment`select "id", "name" from "newTags"
        union select "id", "name" from "tags" where "name" in (select "name" from "givenTags")`,
      newArticles: fragment`insert into "articles"
          ("id", "slug", "title", "description", "body", "authorId", "publishedAt", "createdAt", "updatedAt")
        select "id", "slug", "title", "description", "body", "authorId", "at", "at", "at" from "givenArticles" returning *`,
      links: fragment`insert into "article_tags" ("articleId", "position", "tagId")
        select "givenArticles"."id", "named"."nth", "allTags"."id" from "givenArticles",
          jsonb_array_elements_text("givenArticles"."tags") with ordinality as "named"("name", "nth") join "allTags" using ("name")`,
    },
    fragment`insert into "events" (${eventColumns})
      select "eventId", 'articles.created', "id", 'system', ${q.param('requestId')},
        ${recordedRow(tableRow('articles', 'newArticles'), ['slug', 'title', 'description', 'body', 'authorId', 'publishedAt', 'version'])}
          || jsonb_build_object('tags', "givenArticles"."tags")
      from "newArticles" join "givenArticles" using ("id")`,
  )
})

/** Inserts a batch: its users, tags and articles, and an event for each user and article. */
export async function writeBatch(db: Executor, { people, tags, articles, requestId }: Batch): Promise<void> {
  await insertBatch.run(db, {
    people: JSON.stringify(people),
    tags: JSON.stringify(tags),
    articles: JSON.stringify(articles),
    requestId,
  })
}
