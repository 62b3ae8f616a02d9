import type { Rule } from '@plinth/core/rule'
import { normalise } from '@plinth/core/where'
import { fragment } from '@plinth/db/fragment'
import { z } from 'zod'
import type { Field } from '../definition.ts'

interface HoldsOptions {
  label?: string
  hint?: string
}

/**
 * Whether a rule holds for the row and its reader, such as `isFavorite`: evaluated in the statement that reads the row, and not stored.
 * It is read-only; to filter a list by such a rule, declare a `question`.
 */
export function holds<Row extends object>(rule: Rule<Row>, options: HoldsOptions = {}): Field<boolean, never> {
  const check = ({ prefix, name }: { prefix: string; name: string }) => `${prefix}holds ${name}`
  // A rule is asked with predicates, which name columns as texts; the types of its rows only help its author.
  const asked = rule as Rule
  return {
    ...options,
    kind: 'boolean',
    isNullable: false,
    columns: [],
    input: undefined,
    output: z.boolean(),
    // A comparison with null is unknown, which counts as false.
    select: ({ q, row, prefix }, name) => fragment`(${q.check(check({ prefix, name }), row)}) is true`,
    checks: (at, actor, add) => add(check(at), normalise(asked(actor))),
    asks: asked,
    comparators: [],
  }
}
