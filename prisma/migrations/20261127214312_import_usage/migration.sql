-- AlterTable
ALTER TABLE "imports" ADD COLUMN     "heldBytes" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "import_usage" (
    "userId" UUID NOT NULL,
    "bytes" BIGINT NOT NULL,

    CONSTRAINT "import_usage_pkey" PRIMARY KEY ("userId")
);

-- Imports of accounts that are gone, and files of imports that are over, were left behind.
DELETE FROM "imports" WHERE "userId" IS NOT NULL AND NOT EXISTS (SELECT FROM "users" WHERE "users"."id" = "imports"."userId");
DELETE FROM "import_chunks" USING "imports" WHERE "imports"."id" = "importId" AND "state" IN ('done', 'cancelled', 'undoing', 'undone');

-- AddForeignKey
ALTER TABLE "imports" ADD CONSTRAINT "imports_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What is stored now.
UPDATE "imports" SET "heldBytes" = "stored"."bytes"
FROM (SELECT "importId", sum(length("content"))::int AS "bytes" FROM "import_chunks" GROUP BY "importId") AS "stored"
WHERE "imports"."id" = "stored"."importId" AND "userId" IS NOT NULL;
INSERT INTO "import_usage" ("userId", "bytes")
SELECT "userId", sum("heldBytes") FROM "imports" WHERE "heldBytes" > 0 GROUP BY "userId";

-- By hand, because Prisma's schema cannot say it.

-- Gives back to the quota what an import holds no longer, whichever way that comes: a step of the import, its removal, or that of the account. The
-- update locks the row of the account, so nobody adds to it before it is deleted.
CREATE FUNCTION "plinth_release_import"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  "kept" int := CASE TG_OP WHEN 'UPDATE' THEN NEW."heldBytes" ELSE 0 END;
BEGIN
  UPDATE "import_usage" SET "bytes" = "bytes" - (OLD."heldBytes" - "kept") WHERE "userId" = OLD."userId";
  DELETE FROM "import_usage" WHERE "userId" = OLD."userId" AND "bytes" = 0;
  RETURN NULL;
END
$$;
CREATE TRIGGER "imports_lowered" AFTER UPDATE OF "heldBytes" ON "imports" FOR EACH ROW WHEN (NEW."heldBytes" < OLD."heldBytes")
  EXECUTE FUNCTION "plinth_release_import"();
CREATE TRIGGER "imports_removed" AFTER DELETE ON "imports" FOR EACH ROW WHEN (OLD."heldBytes" > 0)
  EXECUTE FUNCTION "plinth_release_import"();
