-- AlterTable
ALTER TABLE "events" ADD COLUMN     "impersonatorId" UUID,
ADD COLUMN     "keyId" UUID;

-- CreateTable
CREATE TABLE "idempotency_keys" (
    "hash" TEXT NOT NULL,
    "inputHash" TEXT NOT NULL,
    "answer" JSONB,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "places" (
    "id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "country" TEXT NOT NULL,
    "region" TEXT NOT NULL DEFAULT '',
    "district" TEXT NOT NULL DEFAULT '',
    "latitude" DOUBLE PRECISION NOT NULL,
    "longitude" DOUBLE PRECISION NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "places_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "articles_title_id_idx" ON "articles"("title", "id");

-- CreateIndex
CREATE INDEX "articles_publishedAt_id_idx" ON "articles"("publishedAt", "id");

-- CreateIndex
CREATE INDEX "users_name_id_idx" ON "users"("name", "id");

-- CreateIndex
CREATE INDEX "users_createdAt_id_idx" ON "users"("createdAt", "id");

-- CreateIndex
CREATE INDEX "idempotency_keys_createdAt_idx" ON "idempotency_keys"("createdAt");

-- CreateIndex
CREATE UNIQUE INDEX "places_code_key" ON "places"("code");

-- CreateIndex
CREATE INDEX "places_name_id_idx" ON "places"("name", "id");

-- CreateIndex
CREATE INDEX "places_country_name_id_idx" ON "places"("country", "name", "id");

-- CreateIndex
CREATE INDEX "places_country_id_idx" ON "places"("country", "id");

-- CreateIndex
CREATE INDEX "places_region_idx" ON "places"("region");

-- CreateIndex
CREATE INDEX "places_latitude_id_idx" ON "places"("latitude", "id");

-- CreateIndex
CREATE INDEX "places_longitude_id_idx" ON "places"("longitude", "id");

-- CreateIndex
CREATE INDEX "places_createdAt_id_idx" ON "places"("createdAt", "id");

-- CreateTable
CREATE TABLE "signing_keys" (
    "purpose" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "signing_keys_pkey" PRIMARY KEY ("purpose")
);


-- By hand, because Prisma's schema cannot say it.

-- Search in any language: words as they are ('simple' neither stems nor drops words), without their accents.
CREATE EXTENSION IF NOT EXISTS "unaccent";
CREATE EXTENSION IF NOT EXISTS "pg_trgm";
CREATE TEXT SEARCH CONFIGURATION "plinth" (COPY = "simple");
ALTER TEXT SEARCH CONFIGURATION "plinth" ALTER MAPPING FOR hword, hword_part, word WITH "unaccent", "simple";

-- The index of a resource's search stands over its search fields with blanks between them. A query must use the same expression.
DROP INDEX "articles_text_idx";
CREATE INDEX "articles_text_idx" ON "articles" USING GIN (to_tsvector('plinth', "title" || ' ' || "description" || ' ' || "body"));
CREATE INDEX "places_text_idx" ON "places" USING GIN (to_tsvector('plinth', "name"));
CREATE INDEX "users_text_idx" ON "users" USING GIN (to_tsvector('plinth', "name"));

-- Likeness of the first search field, for typing errors.
CREATE INDEX "articles_title_trgm_idx" ON "articles" USING GIN ("title" gin_trgm_ops);
CREATE INDEX "places_name_trgm_idx" ON "places" USING GIN ("name" gin_trgm_ops);
CREATE INDEX "users_name_trgm_idx" ON "users" USING GIN ("name" gin_trgm_ops);

-- Parts of a name that people look for.
CREATE INDEX "users_username_trgm_idx" ON "users" USING GIN ("username" gin_trgm_ops);
