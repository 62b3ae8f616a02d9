-- Makes the partitions of the months that begin with that of `since`, and moves into each what the default partition holds of it. The program may call it
-- and make no other table. How many it has made. Unlike before, it works in the schema of the function of this name that the owner made, and so runs no
-- function that another role made in a schema of its own, and it makes no partition before 2000 or more than a year ahead: each costs every query of the log.
CREATE OR REPLACE FUNCTION "plinth_event_partitions"("since" timestamptz, "months" integer) RETURNS integer
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
