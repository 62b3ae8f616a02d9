import { indexFor, isBacked, remedyFor } from '../indexes/backing.ts'
import { readDefinitions } from '../indexes/definitions.ts'
import { needsOf } from '../indexes/needs.ts'
import { indexesAfter, readIndexes } from '../indexes/read-indexes.ts'
import type { Check } from './check.ts'

/** Whether each filter, sort and search that a resource allows is backed by an index; each one without an index is reported with a suitable index. */
export const indexes: Check = {
  name: 'indexes of the resources',
  async run(root) {
    const [described, there] = await Promise.all([readDefinitions(root), readIndexes(root)])
    const problems: string[] = []
    let known = there
    // Orders first: the index of an order also serves values of its first column, so that one line is printed instead of two.
    const needs = needsOf(described).toSorted((a, b) => Number(b.by === 'order') - Number(a.by === 'order'))
    for (const need of needs) {
      if (await isBacked(need, known)) continue
      const lacks = need.by === 'collation' ? 'sorts text for people by code point in' : 'has no index of'
      problems.push(`${need.resource}: ${need.what} ${lacks} ${need.table}. ${remedyFor(need)}`)
      known = await indexesAfter(indexFor(need), known)
    }
    return problems
  },
}
