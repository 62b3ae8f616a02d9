-- CreateIndex
CREATE INDEX "saved_views_resource_trgm_idx" ON "saved_views" USING GIN ("resource" gin_trgm_ops);
