-- AlterTable
ALTER TABLE "sessions" ADD COLUMN     "provenAt" TIMESTAMPTZ(3);

-- A browser's session was always opened with the password. A token may have been made for a program, so it proves nothing.
UPDATE "sessions" SET "provenAt" = "createdAt" WHERE "kind" = 'browser';
