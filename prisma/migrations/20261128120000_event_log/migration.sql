-- Events in the order in which the feed reads them, and in monthly partitions. Nobody can write while the events are copied: about 3 seconds for each
-- 100,000 of them.
CREATE SEQUENCE "events_position_seq" AS bigint;

ALTER TABLE "events" RENAME TO "events_unpartitioned";
ALTER TABLE "events_unpartitioned" RENAME CONSTRAINT "events_pkey" TO "events_unpartitioned_pkey";

CREATE TABLE "events" (
    "id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "subject" UUID NOT NULL,
    "actorType" TEXT NOT NULL,
    "actorId" UUID,
    "keyId" UUID,
    "impersonatorId" UUID,
    "requestId" TEXT NOT NULL,
    "organizationId" UUID,
    "xid" xid8 NOT NULL DEFAULT pg_current_xact_id(),
    "position" BIGINT NOT NULL DEFAULT nextval('events_position_seq'::regclass),
    "before" JSONB,
    "after" JSONB,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
) PARTITION BY RANGE ("id");
ALTER SEQUENCE "events_position_seq" OWNED BY "events"."position";

-- What no partition takes: ids of other kinds, and months for which the server has not made a partition yet.
CREATE TABLE "events_default" PARTITION OF "events" DEFAULT;

-- The first UUIDv7 of a time: its milliseconds are the first 48 bits (RFC 9562, section 5.7).
CREATE FUNCTION "plinth_first_uuid_of"("at" timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN rpad(lpad(to_hex((extract(epoch FROM "at") * 1000)::bigint), 12, '0'), 32, '0')::uuid;

-- Makes the partitions of the months that begin with that of `since`, and moves into each what the default partition holds of it. How many it has made. The
-- program may call it and make no other table: it works in the schema of the function of this name that the owner made, and so runs no function of another
-- role. It makes no partition before 2000 or more than a year ahead: each costs every query of the log.
CREATE FUNCTION "plinth_event_partitions"("since" timestamptz, "months" integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  -- The current user is the owner of the function.
  "schema" CONSTANT name := (SELECT nspname FROM pg_namespace JOIN pg_proc ON pg_namespace.oid = pronamespace
    WHERE proname = 'plinth_event_partitions' AND proowner = current_user::regrole);
  "month" timestamp;
  "partition" text;
  "first" uuid;
  "next" uuid;
  "made" integer := 0;
BEGIN
  IF ("since" >= '2000-01-01Z' AND "months" BETWEEN 0 AND 1200 AND "since" + make_interval(months => "months") <= now() + interval '1 year') IS NOT TRUE THEN
    RAISE EXCEPTION 'Expected months from 2000 to a year from now, got % from %.', "months", "since" USING ERRCODE = 'invalid_parameter_value';
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('plinth_event_partitions', 0));
  FOR "nth" IN 0 .. "months" - 1 LOOP
    "month" := date_trunc('month', "since" AT TIME ZONE 'UTC') + make_interval(months => "nth");
    "partition" := 'events_' || to_char("month", 'YYYY_MM');
    CONTINUE WHEN to_regclass(format('%I.%I', "schema", "partition")) IS NOT NULL;
    EXECUTE format('SELECT %1$I.plinth_first_uuid_of($1), %1$I.plinth_first_uuid_of($2)', "schema")
      INTO "first", "next" USING "month" AT TIME ZONE 'UTC', ("month" + interval '1 month') AT TIME ZONE 'UTC';
    EXECUTE format('CREATE TABLE %1$I.%2$I (LIKE %1$I.events INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', "schema", "partition");
    EXECUTE format('WITH moved AS (DELETE FROM %1$I.events_default WHERE id >= $1 AND id < $2 RETURNING *) INSERT INTO %1$I.%2$I SELECT * FROM moved',
      "schema", "partition") USING "first", "next";
    -- Attaching does not lock the table of all events against writes, as CREATE TABLE … PARTITION OF does.
    EXECUTE format('ALTER TABLE %1$I.events ATTACH PARTITION %1$I.%2$I FOR VALUES FROM (%3$L) TO (%4$L)', "schema", "partition", "first", "next");
    "made" := "made" + 1;
  END LOOP;
  RETURN "made";
END $$;

-- From the month of the first event to three months from now.
SELECT "plinth_event_partitions"("first" AT TIME ZONE 'UTC', (4 + (date_part('year', "last") - date_part('year', "first")) * 12 + date_part('month', "last") - date_part('month', "first"))::integer)
FROM (
  SELECT coalesce(min("createdAt"), now()) AT TIME ZONE 'UTC' AS "first", now() AT TIME ZONE 'UTC' AS "last" FROM "events_unpartitioned"
) AS "times";

INSERT INTO "events" ("id", "type", "subject", "actorType", "actorId", "keyId", "impersonatorId", "requestId", "before", "after", "createdAt")
SELECT "id", "type", "subject", "actorType", "actorId", "keyId", "impersonatorId", "requestId", "before", "after", "createdAt"
FROM "events_unpartitioned" ORDER BY "createdAt", "id";

DROP TABLE "events_unpartitioned";

-- Events name fields as the API does, and not columns. These are the nouns of this repository; those of your own that have relations, money or times with a
-- zone need the same in a migration of yours.
CREATE FUNCTION pg_temp.renamed("side" jsonb, "from" text, "to" text) RETURNS jsonb LANGUAGE sql IMMUTABLE
RETURN CASE WHEN "side" ? "from" THEN ("side" - "from") || jsonb_build_object("to", "side"->"from") ELSE "side" END;
UPDATE "events" SET
  "before" = pg_temp.renamed(pg_temp.renamed("before", 'authorId', 'author'), 'articleId', 'article'),
  "after" = pg_temp.renamed(pg_temp.renamed("after", 'authorId', 'author'), 'articleId', 'article')
WHERE "type" LIKE 'articles.%' OR "type" LIKE 'comments.%';

ALTER TABLE "events" ADD CONSTRAINT "events_pkey" PRIMARY KEY ("id");
CREATE INDEX "events_subject_id_idx" ON "events"("subject", "id");
CREATE INDEX "events_type_id_idx" ON "events"("type", "id");
CREATE INDEX "events_xid_idx" ON "events"("xid");
CREATE INDEX "events_position_idx" ON "events"("position");
