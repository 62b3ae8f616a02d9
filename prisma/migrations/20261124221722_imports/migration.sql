-- CreateEnum
CREATE TYPE "ImportState" AS ENUM ('uploading', 'ready', 'checking', 'checked', 'running', 'done', 'failed', 'cancelled', 'undoing', 'undone');

-- CreateEnum
CREATE TYPE "ImportedRowKind" AS ENUM ('created', 'updated');

-- CreateTable
CREATE TABLE "imports" (
    "id" UUID NOT NULL,
    "userId" UUID,
    "resource" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "format" TEXT NOT NULL,
    "state" "ImportState" NOT NULL DEFAULT 'uploading',
    "bytes" INTEGER NOT NULL DEFAULT 0,
    "columns" JSONB NOT NULL DEFAULT '[]',
    "samples" JSONB NOT NULL DEFAULT '[]',
    "mapping" JSONB NOT NULL DEFAULT '[]',
    "matchBy" TEXT,
    "matched" TEXT NOT NULL DEFAULT 'update',
    "position" INTEGER NOT NULL DEFAULT 0,
    "bytesDone" INTEGER NOT NULL DEFAULT 0,
    "created" INTEGER NOT NULL DEFAULT 0,
    "updated" INTEGER NOT NULL DEFAULT 0,
    "unchanged" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "undone" INTEGER NOT NULL DEFAULT 0,
    "left" INTEGER NOT NULL DEFAULT 0,
    "problem" JSONB,
    "lease" UUID,
    "leaseUntil" TIMESTAMPTZ(3),
    "startedAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "imports_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "import_chunks" (
    "importId" UUID NOT NULL,
    "nth" INTEGER NOT NULL,
    "content" BYTEA NOT NULL,

    CONSTRAINT "import_chunks_pkey" PRIMARY KEY ("importId","nth")
);

-- CreateTable
CREATE TABLE "import_errors" (
    "importId" UUID NOT NULL,
    "row" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "field" TEXT,
    "cells" JSONB NOT NULL,

    CONSTRAINT "import_errors_pkey" PRIMARY KEY ("importId","row")
);

-- CreateTable
CREATE TABLE "import_rows" (
    "importId" UUID NOT NULL,
    "row" INTEGER NOT NULL,
    "kind" "ImportedRowKind" NOT NULL,
    "subject" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "isUndone" BOOLEAN,
    "reason" TEXT,

    CONSTRAINT "import_rows_pkey" PRIMARY KEY ("importId","row")
);

-- CreateIndex
CREATE INDEX "imports_userId_createdAt_id_idx" ON "imports"("userId", "createdAt", "id");

-- CreateIndex
CREATE INDEX "imports_userId_resource_createdAt_id_idx" ON "imports"("userId", "resource", "createdAt", "id");

-- CreateIndex
CREATE INDEX "import_rows_importId_subject_idx" ON "import_rows"("importId", "subject");

-- AddForeignKey
ALTER TABLE "import_chunks" ADD CONSTRAINT "import_chunks_importId_fkey" FOREIGN KEY ("importId") REFERENCES "imports"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "import_errors" ADD CONSTRAINT "import_errors_importId_fkey" FOREIGN KEY ("importId") REFERENCES "imports"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "import_rows" ADD CONSTRAINT "import_rows_importId_fkey" FOREIGN KEY ("importId") REFERENCES "imports"("id") ON DELETE CASCADE ON UPDATE CASCADE;
