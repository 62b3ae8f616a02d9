import pg from 'pg'
import { type RoleName, roleNames } from './role-names.ts'

const { owner, program } = roleNames

/**
 * Creates the roles of owner and program, or resets them, because a role may change its own password and settings.
 * `client` is connected as a superuser.
 */
export async function ensureRoles(client: pg.Client, passwords: Readonly<Record<RoleName, string>>): Promise<void> {
  const ensure = (role: 'owner' | 'program') => {
    const name = roleNames[role]
    return `
DO $$ BEGIN IF to_regrole('${name}') IS NULL THEN CREATE ROLE ${name}; END IF; END $$;
ALTER ROLE ${name} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS
  PASSWORD ${pg.escapeLiteral(passwords[role])};
ALTER ROLE ${name} RESET ALL;
${resetInDatabases(name)}${quiet(name)}`
  }
  // The owner may see and cancel the program's activity in the database.
  await client.query(`${ensure('owner')}${ensure('program')}GRANT ${program} TO ${owner};`)
}

/** A role may also change its own settings for one database, which RESET ALL alone does not reset. */
const resetInDatabases = (name: string) => `
DO $$
DECLARE database_name name;
BEGIN
  FOR database_name IN
    SELECT datname FROM pg_db_role_setting JOIN pg_database ON pg_database.oid = setdatabase WHERE setrole = '${name}'::regrole
  LOOP
    EXECUTE format('ALTER ROLE ${name} IN DATABASE %I RESET ALL', database_name);
  END LOOP;
END $$;
`

/**
 * Keeps failed statements out of the server's log: their messages may contain a value, and the program logs them without values. The failures of
 * Postgres itself (of its other processes, and of the superuser) are still logged.
 */
const quiet = (name: string) => `ALTER ROLE ${name} SET log_min_messages = 'log';\n`

/** Sets a superuser's password. */
export async function setPassword(client: pg.Client, name: string, password: string): Promise<void> {
  await client.query(`ALTER ROLE ${pg.escapeIdentifier(name)} PASSWORD ${pg.escapeLiteral(password)}`)
}
