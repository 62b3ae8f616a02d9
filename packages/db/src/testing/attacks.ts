import type pg from 'pg'

/** Statements of a possible SQL injection, by goal; the role of the running program must not be able to run them. */
const attacks: Readonly<Record<string, readonly string[]>> = {
  'other tables and code in the database': [
    'create table mine (id int)',
    'create temp table mine (id int)',
    'create schema mine',
    'create view mine as select 1',
    'create sequence mine',
    `create function mine() returns int language sql as 'select 1'`,
    'create type mine as enum ()',
    'select lo_create(0)',
    `select lo_from_bytea(0, 'x')`,
  ],
  'changing or losing tables': [
    'alter table users add mine int',
    'alter table users disable trigger all',
    'alter table users owner to current_user',
    'drop table users',
    'drop schema public cascade',
    'drop function plinth_count',
    'truncate users',
    'create index mine on users (name)',
    'create trigger mine before insert on users for each row execute function plinth_count()',
    `insert into _prisma_migrations (id, checksum, migration_name) values ('x', 'x', '29990101000000_mine')`,
    'delete from _prisma_migrations',
  ],
  'programs and files of the server': [
    `copy users to program 'cat'`,
    `copy tags (name) from program 'id'`,
    `copy users to '/tmp/mine'`,
    `copy tags (name) from '/etc/passwd'`,
    `select pg_read_file('/etc/passwd')`,
    `select pg_read_binary_file('/etc/passwd')`,
    `select pg_ls_dir('/')`,
    `select lo_import('/etc/passwd')`,
    `select lo_export(1, '/tmp/mine')`,
    `load '/tmp/mine.so'`,
    `create function mine() returns int language c as '/tmp/mine.so'`,
    'create extension dblink',
    'create extension citext',
  ],
  'other roles': [
    'set role SUPERUSER',
    'set role OWNER',
    'set session authorization SUPERUSER',
    'alter role current_user superuser',
    'alter role current_user createrole',
    'create role mine',
    `alter role OWNER password 'mine'`,
    'grant OWNER to current_user',
    'select rolpassword from pg_authid',
    'select passwd from pg_shadow',
  ],
  'settings of the server': [
    `alter system set log_statement = 'all'`,
    `alter database DATABASE set search_path = 'mine'`,
    'create database mine',
    'set session_replication_role = replica',
    `set log_min_messages = 'debug5'`,
    'select pg_reload_conf()',
    'create publication mine for all tables',
    `create subscription mine connection 'host=127.0.0.1' publication mine`,
  ],
}

/** Statements that need all rights that the program requires. */
export const uses: readonly string[] = [
  `insert into tags (id, name) values ('00000000-0000-7000-8000-0000000000aa', 'one')`,
  `update tags set name = 'two' where name = 'one'`,
  `select * from tags where plinth_search_vector('two') @@ to_tsquery('plinth', 'two')`,
  `delete from tags where name = 'two'`,
  `begin; savepoint one; set local statement_timeout = 1000; select pg_advisory_xact_lock(1); rollback to one; commit`,
  `listen "any"; notify "any"; unlisten *`,
  'select pg_sleep(0)',
  'select migration_name from _prisma_migrations',
]

interface Names {
  owner: string
  superuser: string
  database: string
}

/** Tries every attack and returns those that were not refused for insufficient privileges (42501), with their results. */
export async function attackThrough(pool: pg.Pool, { owner, superuser, database }: Names): Promise<string[]> {
  const got: string[] = []
  for (const attack of Object.values(attacks).flat()) {
    const sql = attack
      .replaceAll('OWNER', owner)
      .replaceAll('SUPERUSER', superuser)
      .replaceAll('DATABASE', `"${database}"`)
    const outcome = await pool.query(sql).then(
      () => 'done',
      (error: { code?: string }) => String(error.code),
    )
    if (outcome !== insufficientPrivilege) got.push(`${sql}: ${outcome}`)
  }
  return got
}

const insufficientPrivilege = '42501'
