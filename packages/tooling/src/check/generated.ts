import { findDrift, type Generator } from '../gen/generator.ts'
import { generators } from '../gen/generators.ts'
import type { Check } from './check.ts'

/** Whether the generated files match their current sources. */
export function generatedBy(sources: readonly Generator[]): Check {
  return {
    name: 'generated files',
    async run(root) {
      const drifts = (await Promise.all(sources.map((source) => findDrift(source, root)))).flat()
      if (drifts.length === 0) return []
      return [
        ...drifts.map((drift) => `${drift.path} is ${drift.kind}`),
        'Run `npm run gen` and commit what it writes.',
      ]
    },
  }
}

export const generated: Check = generatedBy(generators)
