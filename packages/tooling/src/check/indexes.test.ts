import { afterAll, beforeAll, expect, test } from 'vitest'
import { copyRepository, type RepositoryCopy } from '../testing/repository-copy.ts'
import { indexes } from './indexes.ts'

let copy: RepositoryCopy

beforeAll(async () => {
  copy = await copyRepository()
})

afterAll(async () => await copy[Symbol.asyncDispose]())

test('finds nothing missing, and names an index that is taken away or that a filter or sort lacks', async () => {
  expect(await indexes.run(copy.root)).toEqual([])

  await copy.write(
    'prisma/migrations/99999999999999_planted/migration.sql',
    'DROP INDEX "places_country_id_idx"; DROP INDEX "articles_search_idx"; ALTER TABLE "places" ALTER COLUMN "name" TYPE text; DROP INDEX "article_tags_tagId_articleId_idx";',
  )
  await copy.edit(
    'packages/api/src/features/articles.ts',
    "filters: ['title',",
    "filters: ['title', 'description', 'author.name',",
  )
  const problems = await indexes.run(copy.root)
  expect(problems).toEqual([
    'places: the sort country has no index of places. Add to the model of places: @@index([country, id], map: "places_country_id_idx")',
    'articles: the filter description has no index of articles. Add to the model of articles: @@index([description], map: "articles_description_idx")',
    'articles: the filter description has no index of articles. Add to the model of articles: @@index([description(ops: raw("gin_trgm_ops"))], type: Gin, map: "articles_description_trgm_idx")',
    'articles: the filter tags has no index of article_tags. Add to the model of article_tags: @@index([tagId], map: "article_tags_tagId_idx")',
    'articles: the search has no index of articles. Add to the model of articles: /// @sql GENERATED ALWAYS AS ("plinth_search_vector"("title", "description", "body")) STORED, below it searchVector Unsupported("tsvector")? @default(dbgenerated()) and @@index([searchVector], type: Gin, map: "articles_search_idx")',
    'places: the sort name sorts text for people by code point in places. Add to the model of places, above the field: /// @sql COLLATE "und-x-icu"',
  ])
})

test('tells what the backend says when it does not start, and which migration is no SQL', async () => {
  await copy.write('prisma/migrations/99999999999999_planted/migration.sql', 'CREATE NONSENSE')
  await expect(indexes.run(copy.root)).rejects.toThrow(
    'The migration 99999999999999_planted cannot be parsed: syntax error',
  )
  await copy.write('prisma/migrations/99999999999999_planted/migration.sql', '-- Nothing.\n')
  await copy.edit('packages/api/src/features/articles.ts', "model: 'Article'", "model: 'Nothing'")
  await expect(indexes.run(copy.root)).rejects.toThrow('There is no model Nothing')
})
