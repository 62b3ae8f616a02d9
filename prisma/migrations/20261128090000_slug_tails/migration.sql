-- A slug ends in the last 12 digits of its article's id. By them an article is found whose slug has changed with its title.
CREATE INDEX "articles_id_tail_idx" ON "articles" (right("id"::text, 12));
