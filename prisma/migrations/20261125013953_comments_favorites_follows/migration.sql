-- AlterTable
ALTER TABLE "articles" ADD COLUMN     "favoriteCount" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "users" ADD COLUMN     "followerCount" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "comments" (
    "id" UUID NOT NULL,
    "number" SERIAL NOT NULL,
    "articleId" UUID NOT NULL,
    "authorId" UUID NOT NULL,
    "body" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "comments_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "favorites" (
    "id" UUID NOT NULL,
    "articleId" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "favorites_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "follows" (
    "id" UUID NOT NULL,
    "followedId" UUID NOT NULL,
    "followerId" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "follows_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "comments_number_key" ON "comments"("number");

-- CreateIndex
CREATE INDEX "comments_articleId_createdAt_id_idx" ON "comments"("articleId", "createdAt", "id");

-- CreateIndex
CREATE INDEX "comments_authorId_idx" ON "comments"("authorId");

-- CreateIndex
CREATE INDEX "comments_createdAt_id_idx" ON "comments"("createdAt", "id");

-- CreateIndex
CREATE INDEX "comments_body_trgm_idx" ON "comments" USING GIN ("body" gin_trgm_ops);

-- CreateIndex
CREATE INDEX "favorites_articleId_idx" ON "favorites"("articleId");

-- CreateIndex
CREATE INDEX "favorites_createdAt_id_idx" ON "favorites"("createdAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "favorites_userId_articleId_key" ON "favorites"("userId", "articleId");

-- CreateIndex
CREATE INDEX "follows_followedId_idx" ON "follows"("followedId");

-- CreateIndex
CREATE INDEX "follows_createdAt_id_idx" ON "follows"("createdAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "follows_followerId_followedId_key" ON "follows"("followerId", "followedId");

-- AddForeignKey
ALTER TABLE "comments" ADD CONSTRAINT "comments_articleId_fkey" FOREIGN KEY ("articleId") REFERENCES "articles"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "comments" ADD CONSTRAINT "comments_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "favorites" ADD CONSTRAINT "favorites_articleId_fkey" FOREIGN KEY ("articleId") REFERENCES "articles"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "favorites" ADD CONSTRAINT "favorites_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "follows" ADD CONSTRAINT "follows_followedId_fkey" FOREIGN KEY ("followedId") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "follows" ADD CONSTRAINT "follows_followerId_fkey" FOREIGN KEY ("followerId") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By hand, because Prisma's schema cannot say it.

CREATE INDEX "comments_text_idx" ON "comments" USING GIN (to_tsvector('plinth', "body"));

-- Counts rows in a column of the row that they refer to: table, its counter, and the column here that refers to it. A trigger sees every way in
-- which rows come and go, that of a cascade too, and the update waits for others of the same row: so the counter is right at each commit.
CREATE FUNCTION "plinth_count"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format(
    'UPDATE %1$I AS "of" SET %2$I = "of".%2$I %4$s "n"."count"
     FROM (SELECT %3$I AS "id", count(*)::int AS "count" FROM "changed" GROUP BY %3$I) AS "n" WHERE "of"."id" = "n"."id"',
    TG_ARGV[0], TG_ARGV[1], TG_ARGV[2], CASE TG_OP WHEN 'INSERT' THEN '+' ELSE '-' END);
  RETURN NULL;
END
$$;
CREATE TRIGGER "favorites_added" AFTER INSERT ON "favorites" REFERENCING NEW TABLE AS "changed"
  FOR EACH STATEMENT EXECUTE FUNCTION "plinth_count"('articles', 'favoriteCount', 'articleId');
CREATE TRIGGER "favorites_removed" AFTER DELETE ON "favorites" REFERENCING OLD TABLE AS "changed"
  FOR EACH STATEMENT EXECUTE FUNCTION "plinth_count"('articles', 'favoriteCount', 'articleId');
CREATE TRIGGER "follows_added" AFTER INSERT ON "follows" REFERENCING NEW TABLE AS "changed"
  FOR EACH STATEMENT EXECUTE FUNCTION "plinth_count"('users', 'followerCount', 'followedId');
CREATE TRIGGER "follows_removed" AFTER DELETE ON "follows" REFERENCING OLD TABLE AS "changed"
  FOR EACH STATEMENT EXECUTE FUNCTION "plinth_count"('users', 'followerCount', 'followedId');

-- Caches of sessions keep what a session shows of its user. The counter is none of it: a notice for each follow would have all commits wait for one
-- another.
DROP TRIGGER "users_notify" ON "users";
CREATE TRIGGER "users_notify" AFTER DELETE OR UPDATE OF "email", "name", "username", "bio", "picture", "isOperator", "version" ON "users"
  FOR EACH ROW EXECUTE FUNCTION "plinth_notify_user"();
