-- The parser of Postgres reads a comment of HTML that is never closed, and a long run without white space, again and again from each of its characters:
-- 80,000 characters of `<!--` or `a_` took more than ten seconds. So `<` begins no tag, and a run is cut after 100 characters. Rows that are there keep
-- their vector until their text changes.
CREATE FUNCTION "plinth_search_runs"("text" text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN regexp_replace(translate("text", '<', ' '), '\S{100}', '\& ', 'g');

CREATE OR REPLACE FUNCTION "plinth_search_vector"(VARIADIC "texts" text[]) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN setweight(to_tsvector('plinth', "plinth_search_text"("plinth_search_runs"(left(coalesce("texts"[1], ''), 80000)))), 'A')
  || setweight(to_tsvector('plinth', "plinth_search_text"("plinth_search_runs"(left(coalesce("texts"[2], ''), greatest(0, 80000 - coalesce(length("texts"[1]), 0)))))), 'B')
  || setweight(to_tsvector('plinth', "plinth_search_text"("plinth_search_runs"(left(array_to_string("texts"[3:], ' '),
       greatest(0, 80000 - coalesce(length("texts"[1]), 0) - coalesce(length("texts"[2]), 0)))))), 'D');
