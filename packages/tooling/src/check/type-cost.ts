import { linesOf, overBudget } from '../type-cost/budget.ts'
import { knownTypeCost } from '../type-cost/known.ts'
import type { Check } from './check.ts'

/** Whether a backend of a hundred features, and its clients, are still type-checked quickly. Measured again when a source has changed. */
export const typeCost: Check = {
  name: 'cost of types',
  async run(root, tell) {
    const cost = await knownTypeCost(root)
    for (const line of linesOf(cost)) tell?.(line)
    return overBudget(cost)
  },
}
