import { indexFor, isBacked, modelLinesFor } from '../indexes/backing.ts'
import { readDefinitions } from '../indexes/definitions.ts'
import { needsOf } from '../indexes/needs.ts'
import { readIndexes } from '../indexes/read-indexes.ts'
import type { Check } from './check.ts'

/** Whether each filter, sort and search that a resource allows is backed by an index; what has none is named with one that would serve. */
export const indexes: Check = {
  name: 'indexes of the resources',
  async run(root) {
    const [described, known] = await Promise.all([readDefinitions(root), readIndexes(root)])
    const problems: string[] = []
    for (const need of needsOf(described)) {
      if (await isBacked(need, known)) continue
      const lacks = need.by === 'collation' ? 'sorts text for people by code point in' : 'has no index of'
      const lines = modelLinesFor(need)
      const model = lines === undefined ? '' : ` In the model: ${lines}`
      problems.push(
        `${need.resource}: ${need.what} ${lacks} ${need.table}. This would serve: ${indexFor(need)}${model}`,
      )
    }
    return [...new Set(problems)]
  },
}
