import { run } from '../run.ts'
import type { Check } from './check.ts'

/** Unused files, exports and dependencies, and dependencies that are used without being declared. */
export const deadCode: Check = {
  name: 'dead code and dependencies',
  async run(root) {
    const { exitCode, output } = await run({ root, command: 'knip', args: ['--no-progress', '--no-config-hints'] })
    return exitCode === 0 ? [] : [output]
  },
}
