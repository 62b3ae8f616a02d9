-- A session that ends, and a user who changes, are told to every process on commit: caches of sessions drop them.
CREATE FUNCTION "plinth_notify_session"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('plinth_sessions', 'session:' || OLD."tokenHash");
  RETURN NULL;
END
$$;
CREATE TRIGGER "sessions_notify" AFTER DELETE ON "sessions" FOR EACH ROW EXECUTE FUNCTION "plinth_notify_session"();
CREATE FUNCTION "plinth_notify_user"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('plinth_sessions', 'user:' || OLD."id");
  RETURN NULL;
END
$$;
CREATE TRIGGER "users_notify" AFTER UPDATE OR DELETE ON "users" FOR EACH ROW EXECUTE FUNCTION "plinth_notify_user"();
