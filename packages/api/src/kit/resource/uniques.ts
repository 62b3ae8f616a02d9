import { everyone } from '@plinth/core/rule'
import { uniqueConstraint } from '@plinth/db/model'
import type { Conflicts } from '../pipeline/conflict.ts'
import type { Definition } from './definition.ts'
import { tenancyOf } from './tenancy.ts'

/** Columns whose values are unique among the rows of a resource. */
export interface Unique {
  readonly columns: readonly string[]
  /** The name of its constraint or index in the database. */
  readonly constraint: string
  /** Whether it only holds among the rows outside of the trash. */
  readonly isLive: boolean
}

type Declared = Pick<Definition, 'model' | 'liveUniques'>

/**
 * What is unique: by the model, and among live rows by the declaration of the resource.
 * @public The check of the indexes loads it by its path.
 */
export const uniquesOf = ({ model, liveUniques }: Declared): Unique[] => [
  ...model.uniques.map((columns) => ({ columns, constraint: uniqueConstraint(model, columns), isLive: false })),
  ...liveUniques.map((columns) => ({ columns, constraint: liveConstraint(model.table, columns), isLive: true })),
]

/** Whether a column is unique among the rows of a tenancy that are not in the trash. */
export function isUniqueAlone(definition: Declared & Pick<Definition, 'tenancy'>, column: string): boolean {
  const shared = tenancyOf(definition.tenancy).columns
  return [definition.model.id, ...uniquesOf(definition).map(({ columns }) => columns)].some(
    (unique) => unique.includes(column) && unique.every((each) => each === column || shared.includes(each)),
  )
}

/** The name of the index that makes columns unique among live rows. Postgres cuts names at 63 bytes. */
const liveConstraint = (table: string, columns: readonly string[]): string =>
  `${table}_${columns.join('_')}_live_key`.slice(0, 63)

/**
 * The error of a value that another live row has: at the field that shows the first of the columns. Where rows may be hidden, a resource has to name it
 * itself in `conflicts`, because the error reveals them.
 */
export function liveConflicts({
  model,
  fields,
  liveUniques,
  rules,
}: Declared & Pick<Definition, 'fields' | 'rules'>): Conflicts {
  if (rules.read !== everyone) return {}
  return Object.fromEntries(
    liveUniques.map((columns) => {
      const [first = ''] = columns
      const field = Object.keys(fields).find((name) => fields[name]?.columns.includes(first)) ?? first
      return [liveConstraint(model.table, columns), { field }]
    }),
  )
}
