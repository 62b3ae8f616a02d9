// The best hand-written SQL for each question: one statement, prepared by name, that selects exactly the columns of the answer.

const author = `u."id" as "authorId", u."username", u."name", u."picture", u."bio"`
const tags = `array(select t."name" from "article_tags" l join "tags" t on t."id" = l."tagId" where l."articleId" = a."id" order by l."position") as "tags"`
const summary = `a."id", a."slug", a."title", a."description", a."favoriteCount", a."publishedAt", a."createdAt", a."updatedAt", a."version", ${author}, ${tags}`
const signedIn = `select "userId" from "sessions" where "tokenHash" = $1 and "expiresAt" > now()`

export const floorSql = {
  get: `select ${summary}, a."body" from "articles" a join "users" u on u."id" = a."authorId"
    where a."slug" = $1 and a."publishedAt" is not null`,

  list: `select ${summary}, (select count(*)::int from "articles" where "publishedAt" is not null) as "total"
    from "articles" a join "users" u on u."id" = a."authorId"
    where a."publishedAt" is not null order by a."createdAt" desc, a."id" desc limit 20`,

  tag: `with "tagged" as materialized (
      select b."id", b."createdAt" from "article_tags" k join "articles" b on b."id" = k."articleId"
      where k."tagId" = (select "id" from "tags" where "name" = $1) and b."publishedAt" is not null
    ), "page" as materialized (select "id" from "tagged" order by "createdAt" desc, "id" desc limit 20)
    select ${summary}, (select count(*)::int from "tagged") as "total"
    from "page" p join "articles" a on a."id" = p."id" join "users" u on u."id" = a."authorId"
    order by a."createdAt" desc, a."id" desc`,

  me: `select u."id", u."email", u."name", u."username", u."bio", u."picture", u."isOperator", u."createdAt", u."version"
    from "sessions" s join "users" u on u."id" = s."userId" where s."tokenHash" = $1 and s."expiresAt" > now()`,

  create: `with "me" as (${signedIn}),
    "made" as (insert into "articles" ("id", "slug", "title", "description", "body", "authorId")
      select $2, $3, $4, $5, $6, "userId" from "me" returning "id", "slug", "version"),
    "new" as (insert into "tags" ("id", "name")
      select n."id", n."name" from unnest($7::text[], $8::uuid[]) as n("name", "id")
      where not exists (select from "tags" t where t."name" = n."name")
      on conflict ("name") do update set "name" = excluded."name" returning "id", "name"),
    "linked" as (insert into "article_tags" ("articleId", "position", "tagId")
      select "made"."id", n."nth", coalesce("new"."id", t."id")
      from "made", unnest($7::text[]) with ordinality as n("name", "nth")
      left join "tags" t on t."name" = n."name" left join "new" on "new"."name" = n."name")
    select "id", "slug", "version" from "made"`,

  update: `update "articles" set "title" = $4, "description" = $5, "body" = $6, "version" = "version" + 1, "updatedAt" = now()
    where "id" = $2 and "version" = $3 and "authorId" = (${signedIn}) returning "id", "slug", "version"`,
}
