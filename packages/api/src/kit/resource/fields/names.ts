import { newId } from '@plinth/core/id'
import { fragment } from '@plinth/db/fragment'
import { joinOn, modelOf, type RowSource, tableRow } from '@plinth/db/where'
import { z } from 'zod'
import type { Field, FieldOptions } from '../definition.ts'

interface NamesOptions extends FieldOptions {
  /** The relation to the rows that link, which have a `position`. */
  relation: string
  /** The relation from there to the rows that have the names. */
  to: string
  /** Their column: `name` when not given, unique. */
  column?: string
  /** What a name may be, and how it is written. */
  name: z.ZodType<string, string>
  max: number
}

/**
 * Names in an order, each once, such as tags: rows of a table of names, made when they are new, behind a table of links with a `position`.
 * The statement of the write keeps both in step.
 */
export function names(options: NamesOptions): Field<string[], string[]> {
  const { relation, to, column = 'name', name: schema, max, ...others } = options
  const input = z
    .array(schema)
    .max(max)
    .transform((given) => [...new Set(given)])

  const tablesOf = (row: RowSource) => {
    const links = row.model?.relations[relation]
    const target = links && modelOf(links.model).relations[to]
    if (!links || !target) throw new Error(`${row.model?.name} has no relation ${relation} that leads to ${to}.`)
    return { links, target, link: modelOf(links.model).table, names: modelOf(target.model).table }
  }
  const namesOf = (row: RowSource) => {
    const { links, target, link, names } = tablesOf(row)
    return fragment`array(select "name".${fragment.id(column)} from ${fragment.table(link, 'link')}
      join ${fragment.table(names, 'name')} on ${joinOn(target, tableRow(link, 'link'), 'name')}
      where ${joinOn(links, row, 'link')} order by "link"."position")`
  }
  const field: Field<string[], string[]> = {
    ...others,
    kind: 'names',
    isNullable: false,
    columns: [],
    input,
    output: z.array(z.string()),
    select: ({ row }) => namesOf(row),
    store: () => ({}),
    params: (value) => {
      const given = value as string[] // parsed by `input`
      return { [`${relation}.names`]: given, [`${relation}.ids`]: given.map(() => newId()) }
    },
    steps: ({ q, row }) => {
      const { links, target, link, names } = tablesOf(row)
      const [owner = '', own = ''] = [links.to[0], target.from[0]]
      const [given, ids] = [q.param(`${relation}.names`), q.param(`${relation}.ids`)]
      const [tag, table, owned, pointing] = [column, names, owner, own].map(fragment.id) as [never, never, never, never] // four names
      const named = fragment`unnest(${given}::text[], ${ids}::uuid[]) with ordinality as "named"("name", "id", "nth")`
      return {
        // Sorted, so that two writers who make the same names wait for each other instead of locking each other out.
        [`${relation}.new`]: fragment`insert into ${table} ("id", ${tag})
          select "named"."id", "named"."name" from ${named}
          where exists (select from "changed") and not exists (select from ${table} as "known" where "known".${tag} = "named"."name")
          order by "named"."name"
          on conflict (${tag}) do update set ${tag} = excluded.${tag} returning "id", ${tag} as "name"`,
        [`${relation}.all`]: fragment`select "id", "name" from ${fragment.id(`${relation}.new`)}
          union all select "id", ${tag} from ${table} where ${tag} = any(${given}::text[])`,
        [`${relation}.linked`]: fragment`insert into ${fragment.id(link)} as "link" (${owned}, "position", ${pointing})
          select "changed"."id", "named"."nth", "all"."id" from "changed", ${named}
          join ${fragment.id(`${relation}.all`)} as "all" using ("name")
          on conflict (${owned}, "position") do update set ${pointing} = excluded.${pointing}
          where "link".${pointing} <> excluded.${pointing}`,
        [`${relation}.unlinked`]: fragment`delete from ${fragment.id(link)} as "link" using "changed" where "link".${owned} = "changed"."id"
          and "link"."position" > cardinality(${given}::text[])`,
      }
    },
    audit: ({ q, row }) => ({
      before: namesOf(row),
      after: fragment`${q.param(`${relation}.names`)}::text[]`,
    }),
    comparators: [],
    path: [relation, to, column],
    name: schema,
  }
  return field
}
