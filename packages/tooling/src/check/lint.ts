import { run } from '../run.ts'
import type { Check } from './check.ts'

/** Format, lint, import boundaries, import cycles and where the environment is read, all by Biome. */
export const lint: Check = {
  name: 'lint, format, boundaries',
  async run(root) {
    const args = ['ci', '--colors=off', '--error-on-warnings', '--max-diagnostics=none', '.']
    const { exitCode, output } = await run({ root, command: 'biome', args })
    return exitCode === 0 ? [] : [`${output}\n\`npx biome check --write\` mends what is marked FIXABLE and the format.`]
  },
}
