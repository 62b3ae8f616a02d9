import type { Rule } from '@plinth/core/rule'

/** A tenancy that the rows of a resource belong to. */
interface Kind {
  /** Columns that say whose a row is: a key is unique among the rows that agree in them. */
  readonly columns: readonly string[]
  /** Limits a rule to rows of the tenancy. Each rule of the resource passes through it: see `rules.ts`. */
  within(rule: Rule): Rule
}

/** The tenancies by name. */
export const tenancies = {
  /** The rows are those of the whole installation. */
  global: { columns: [], within: (rule) => rule },
} satisfies Record<string, Kind>

export type Tenancy = keyof typeof tenancies

/** The tenancy of this name, as the declaration gives it. */
export const tenancyOf = (name: Tenancy): Kind => tenancies[name]
