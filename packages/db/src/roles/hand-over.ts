import pg from 'pg'
import { roleNames } from './role-names.ts'

const { owner, program } = roleNames

/**
 * Makes the owner's role own the connected database and the objects that a superuser created in it, as an earlier Plinth did, and lets the program's
 * role change the rows of every table that the owner creates. `client` is connected as that superuser. Repeating it changes nothing.
 */
export async function handOver(client: pg.Client): Promise<void> {
  const name = pg.escapeIdentifier(client.database ?? '')
  await client.query(`
ALTER DATABASE ${name} OWNER TO ${owner};
REVOKE TEMPORARY ON DATABASE ${name} FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION lo_creat(int), lo_create(oid), lo_from_bytea(oid, bytea) FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE ${owner} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${program};
ALTER DEFAULT PRIVILEGES FOR ROLE ${owner} GRANT USAGE ON SEQUENCES TO ${program};
${reassign}`)
}

// REASSIGN OWNED refuses the superuser that initdb created. Objects that belong to an extension or to another object, such as the type of a table,
// follow it; the sequence of a serial column follows its table and needs its own grant.
const reassign = `
DO $$
DECLARE thing record;
BEGIN
  FOR thing IN
    SELECT made.kind, identified.type, identified.identity,
      made.kind = 'S' AND EXISTS (SELECT FROM pg_depend WHERE classid = made.catalog AND objid = made.id AND deptype = 'a') AS follows
    FROM (
      SELECT 'pg_namespace'::regclass AS catalog, oid AS id, nspowner AS owner, oid AS namespace, '' AS kind FROM pg_namespace
      UNION ALL SELECT 'pg_class'::regclass, oid, relowner, relnamespace, relkind FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
      UNION ALL SELECT 'pg_type'::regclass, oid, typowner, typnamespace, '' FROM pg_type
        WHERE typtype IN ('b', 'd', 'e', 'r') OR typrelid IN (SELECT oid FROM pg_class WHERE relkind = 'c')
      UNION ALL SELECT 'pg_proc'::regclass, oid, proowner, pronamespace, '' FROM pg_proc
      UNION ALL SELECT 'pg_collation'::regclass, oid, collowner, collnamespace, '' FROM pg_collation
      UNION ALL SELECT 'pg_ts_config'::regclass, oid, cfgowner, cfgnamespace, '' FROM pg_ts_config
      UNION ALL SELECT 'pg_ts_dict'::regclass, oid, dictowner, dictnamespace, '' FROM pg_ts_dict
      UNION ALL SELECT 'pg_statistic_ext'::regclass, oid, stxowner, stxnamespace, '' FROM pg_statistic_ext
    ) AS made
    CROSS JOIN pg_identify_object(made.catalog, made.id, 0) AS identified
    WHERE made.owner = current_user::regrole
      AND made.namespace IN (SELECT oid FROM pg_namespace WHERE nspname <> 'information_schema' AND nspname NOT LIKE 'pg\\_%')
      AND NOT EXISTS (
        SELECT FROM pg_depend
        WHERE classid = made.catalog AND objid = made.id AND refobjid <> made.id AND deptype IN ('e', 'i')
      )
  LOOP
    IF NOT thing.follows THEN
      EXECUTE format('ALTER %s %s OWNER TO ${owner}', replace(thing.type, 'statistics object', 'statistics'), thing.identity);
    END IF;
    IF thing.kind = 'S' THEN
      EXECUTE format('GRANT USAGE ON SEQUENCE %s TO ${program}', thing.identity);
    ELSIF thing.kind <> '' THEN
      EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO ${program}', thing.identity);
    END IF;
  END LOOP;
END $$`
