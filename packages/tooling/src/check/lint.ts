import { run } from '../run.ts'
import type { Check } from './check.ts'

/** Two features that import each other, among Biome's findings. */
const featureCycle = /^packages\/api\/src\/features\/\S+ lint\/suspicious\/noImportCycles/m
const splitNoun =
  'Nouns that lead to each other: put the resource of one into a folder, as in features/tickets/ticket.ts, and leave its verbs in features/tickets.ts. ' +
  'See "Nouns that lead to each other" in docs/features.md.'

/** Format, lint, import boundaries, import cycles and access to the environment, all checked by Biome. */
export const lint: Check = {
  name: 'lint, format, boundaries',
  async run(root) {
    const args = ['ci', '--colors=off', '--error-on-warnings', '--max-diagnostics=none', '.']
    const { exitCode, output } = await run({ root, command: 'biome', args })
    if (exitCode === 0) return []
    const advice = ['`npx biome check --write` mends what is marked FIXABLE and the format.']
    if (featureCycle.test(output)) advice.unshift(splitNoun)
    return [`${output}\n${advice.join('\n')}`]
  },
}
