-- CreateTable
CREATE TABLE "import_keys" (
    "importId" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "owner" TEXT NOT NULL,
    "given" TEXT NOT NULL,

    CONSTRAINT "import_keys_pkey" PRIMARY KEY ("importId","key")
);

-- AddForeignKey
ALTER TABLE "import_keys" ADD CONSTRAINT "import_keys_importId_fkey" FOREIGN KEY ("importId") REFERENCES "imports"("id") ON DELETE CASCADE ON UPDATE CASCADE;
