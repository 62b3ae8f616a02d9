-- While it runs, each of the four tables is written anew and its indexes with it, and nobody reads or writes it: about 1 ms for each 10 kB of text.

-- Text that people read and lists are sorted by has the collation of the Unicode Consortium for all languages: 'apfel' and 'Äpfel' before 'Zeta'.
-- Codes (slugs, usernames, countries) keep the order of their code points. Equality and unique keys stay as they are.
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_collation WHERE collname = 'und-x-icu') THEN
    RAISE EXCEPTION 'This Postgres was built without ICU, which sorts text for people. Use one that has it: the packages of postgresql.org, Debian and the official images do.';
  END IF;
END $$;
ALTER TABLE "articles" ALTER COLUMN "title" TYPE text COLLATE "und-x-icu";
ALTER TABLE "places" ALTER COLUMN "name" TYPE text COLLATE "und-x-icu";
ALTER TABLE "saved_views" ALTER COLUMN "name" TYPE text COLLATE "und-x-icu";

-- Search text of scripts that set no spaces between words (Thai, Lao, Myanmar, Khmer, Japanese, Chinese): each run becomes its overlapping
-- pairs of characters, and its last character alone. The first replacement gives the pairs from the first character on, the second those
-- from the second on. Other scripts stay as they are.
CREATE FUNCTION "plinth_search_text"("text" text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN "text" ~ '[\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u3005-\u3007\u3040-\u30FF\u31F0-\u31FF\u3400-\u4DBF\u4E00-\u9FFF\uA9E0-\uA9FF\uAA60-\uAA7F\uF900-\uFAFF\U00020000-\U0003FFFF]'
  THEN regexp_replace("text", '([\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u3005-\u3007\u3040-\u30FF\u31F0-\u31FF\u3400-\u4DBF\u4E00-\u9FFF\uA9E0-\uA9FF\uAA60-\uAA7F\uF900-\uFAFF\U00020000-\U0003FFFF]{1,2})', ' \1 ', 'g')
    || regexp_replace(regexp_replace(' ' || regexp_replace("text", '[^\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u3005-\u3007\u3040-\u30FF\u31F0-\u31FF\u3400-\u4DBF\u4E00-\u9FFF\uA9E0-\uA9FF\uAA60-\uAA7F\uF900-\uFAFF\U00020000-\U0003FFFF]+', ' ', 'g'), ' [\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u3005-\u3007\u3040-\u30FF\u31F0-\u31FF\u3400-\u4DBF\u4E00-\u9FFF\uA9E0-\uA9FF\uAA60-\uAA7F\uF900-\uFAFF\U00020000-\U0003FFFF]', ' ', 'g'), '([\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u3005-\u3007\u3040-\u30FF\u31F0-\u31FF\u3400-\u4DBF\u4E00-\u9FFF\uA9E0-\uA9FF\uAA60-\uAA7F\uF900-\uFAFF\U00020000-\U0003FFFF]{1,2})', ' \1 ', 'g')
  ELSE "text" END;

-- The search vector of a row, from its search fields in order: the first weighs most, then the second, then the others. It holds the first
-- 80,000 characters of the row's text: so many fit into a tsvector (1 MB) in any script, and no text makes a write fail.
CREATE FUNCTION "plinth_search_vector"(VARIADIC "texts" text[]) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN setweight(to_tsvector('plinth', "plinth_search_text"(left(coalesce("texts"[1], ''), 80000))), 'A')
  || setweight(to_tsvector('plinth', "plinth_search_text"(left(coalesce("texts"[2], ''), greatest(0, 80000 - coalesce(length("texts"[1]), 0))))), 'B')
  || setweight(to_tsvector('plinth', "plinth_search_text"(left(array_to_string("texts"[3:], ' '),
       greatest(0, 80000 - coalesce(length("texts"[1]), 0) - coalesce(length("texts"[2]), 0))))), 'D');

-- The column is kept by Postgres whenever one of the search fields changes, so that no search parses a text again.
DROP INDEX "articles_text_idx";
ALTER TABLE "articles" ADD COLUMN "searchVector" tsvector GENERATED ALWAYS AS ("plinth_search_vector"("title", "description", "body")) STORED;
CREATE INDEX "articles_search_idx" ON "articles" USING GIN ("searchVector");
DROP INDEX "places_text_idx";
ALTER TABLE "places" ADD COLUMN "searchVector" tsvector GENERATED ALWAYS AS ("plinth_search_vector"("name")) STORED;
CREATE INDEX "places_search_idx" ON "places" USING GIN ("searchVector");
DROP INDEX "users_text_idx";
ALTER TABLE "users" ADD COLUMN "searchVector" tsvector GENERATED ALWAYS AS ("plinth_search_vector"("name")) STORED;
CREATE INDEX "users_search_idx" ON "users" USING GIN ("searchVector");
DROP INDEX "comments_text_idx";
ALTER TABLE "comments" ADD COLUMN "searchVector" tsvector GENERATED ALWAYS AS ("plinth_search_vector"("body")) STORED;
CREATE INDEX "comments_search_idx" ON "comments" USING GIN ("searchVector");
