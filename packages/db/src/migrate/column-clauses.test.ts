import { expect, test } from 'vitest'
import { readColumnClauses, withColumnClauses } from './column-clauses.ts'

const content = `/// A book.
model Book {
  id    String @id @db.Uuid
  /// @sql COLLATE "und-x-icu"
  /// As it stands on the cover.
  title String
  note  String
  /// @sql GENERATED ALWAYS AS ("plinth_search_vector"("title")) STORED
  searchVector Unsupported("tsvector")? @default(dbgenerated())

  @@map("books")
}
model Other {
  title String
}
`

test('clauses of a model go behind the types of its columns in new tables, new columns and changed types', () => {
  const clauses = readColumnClauses([{ content }])
  expect([...clauses.keys()]).toEqual(['books.title', 'books.searchVector'])
  const sql = `CREATE TABLE "books" (
    "id" UUID NOT NULL,
    "title" TEXT NOT NULL DEFAULT '',
    "note" TEXT,
    "searchVector" tsvector,
);
CREATE TABLE "Other" (
    "title" TEXT NOT NULL,
);
ALTER TABLE "books" ADD COLUMN     "title" VARCHAR(40) NOT NULL,
ADD COLUMN     "searchVector" tsvector;
ALTER TABLE "books" ALTER COLUMN "title" SET DATA TYPE TEXT;
ALTER TABLE "books" ALTER COLUMN "title" SET NOT NULL;
ALTER TABLE "books" ALTER COLUMN "title" DROP DEFAULT;
CREATE INDEX "books_title_id_idx" ON "books"("title", "id");`
  expect(withColumnClauses(sql, clauses)).toBe(`CREATE TABLE "books" (
    "id" UUID NOT NULL,
    "title" TEXT COLLATE "und-x-icu" NOT NULL DEFAULT '',
    "note" TEXT,
    "searchVector" tsvector GENERATED ALWAYS AS ("plinth_search_vector"("title")) STORED,
);
CREATE TABLE "Other" (
    "title" TEXT NOT NULL,
);
ALTER TABLE "books" ADD COLUMN     "title" VARCHAR(40) COLLATE "und-x-icu" NOT NULL,
ADD COLUMN     "searchVector" tsvector GENERATED ALWAYS AS ("plinth_search_vector"("title")) STORED;
ALTER TABLE "books" ALTER COLUMN "title" SET DATA TYPE TEXT COLLATE "und-x-icu";
ALTER TABLE "books" ALTER COLUMN "title" SET NOT NULL;
ALTER TABLE "books" ALTER COLUMN "title" DROP DEFAULT;
CREATE INDEX "books_title_id_idx" ON "books"("title", "id");`)
})
