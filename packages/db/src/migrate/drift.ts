import type pg from 'pg'
import { connect } from './connect.ts'
import { inShadowDatabase } from './shadow-database.ts'

/** The differences between a database and the result of its migrations, in both directions; each is one line of SQL or words. */
export interface Drift {
  missing: string[]
  extra: string[]
}

/**
 * Compares tables, columns, indexes, constraints, enums, functions and triggers of a database with those that the migrations create in an empty one,
 * which is created on the same server and dropped again. Takes a second or two.
 * @throws DatabaseStartError those of `migrate`; pg.DatabaseError where the user may not create a database
 */
export async function driftOf({ url, directory }: { url: string; directory?: string }): Promise<Drift> {
  const made = await inShadowDatabase({ url, directory }, catalogOf)
  const client = await connect(url)
  try {
    const there = await catalogOf(client)
    return {
      missing: made.filter((line) => !there.includes(line)),
      extra: there.filter((line) => !made.includes(line)),
    }
  } finally {
    await client.end()
  }
}

/** Whether this role may create the database that `driftOf` compares with. */
export async function mayCompare(url: string): Promise<boolean> {
  const client = await connect(url)
  try {
    const { rows } = await client.query<{ may: boolean }>(
      'SELECT rolsuper OR rolcreatedb AS may FROM pg_roles WHERE rolname = current_user',
    )
    return rows[0]?.may ?? false
  } finally {
    await client.end()
  }
}

/** The contents of the schema, without the table of migrations, partitions, and objects that belong to an extension. */
async function catalogOf(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ line: string }>(catalog)
  return rows.map(({ line }) => line)
}

const catalog = `
  with "own" as (
    select c.oid, c.relname as name from pg_class c
    where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
      and not c.relispartition and c.relname <> '_prisma_migrations'
      and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
  )
  select format('table %I', name) as line from "own"
  union all
  select format('column %I.%I %s', o.name, a.attname, concat_ws(' ', format_type(a.atttypid, a.atttypmod),
      case when a.attcollation <> t.typcollation then format('collate %s', a.attcollation::regcollation) end,
      case when a.attnotnull then 'not null' end,
      case when d.adbin is not null then
        format(case when a.attgenerated = '' then 'default %s' else 'generated as %s' end, pg_get_expr(d.adbin, d.adrelid)) end))
    from "own" o join pg_attribute a on a.attrelid = o.oid and a.attnum > 0 and not a.attisdropped
    join pg_type t on t.oid = a.atttypid
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  union all
  select format('%s%s', regexp_replace(pg_get_indexdef(i.indexrelid), '\\m' || quote_ident(current_schema()) || '\\.', '', 'g'),
      case when not i.indisvalid then ' (invalid: its building failed)' end)
    from "own" o join pg_index i on i.indrelid = o.oid
  union all
  select format('constraint %I on %I: %s', k.conname, o.name, pg_get_constraintdef(k.oid))
    from "own" o join pg_constraint k on k.conrelid = o.oid and k.contype in ('c', 'f', 'x')
  union all
  select format('enum %I (%s)', t.typname, (select string_agg(e.enumlabel, ', ' order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid))
    from pg_type t where t.typnamespace = current_schema()::regnamespace and t.typtype = 'e'
  union all
  select format('function %s with body %s', p.oid::regprocedure, left(md5(p.prosrc), 8))
    from pg_proc p where p.pronamespace = current_schema()::regnamespace
      and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
  union all
  select format('trigger %I on %I', g.tgname, o.name) from "own" o join pg_trigger g on g.tgrelid = o.oid and not g.tgisinternal
  order by line`
