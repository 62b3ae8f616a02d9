import { type RunResult, run } from '../run.ts'
import type { Check } from './check.ts'

/** Type-checks each package against the declarations of the packages it imports, then the projects outside of the packages. */
export function typesOf(packages: readonly string[], projects: readonly string[]): Check {
  return {
    name: 'types',
    async run(root) {
      const filters = packages.map((name) => `--filter=${name}`)
      const style = ['--output-logs=errors-only', '--log-prefix=task', '--no-color']
      const args = ['run', 'types', ...filters, ...style, '--continue=dependencies-successful']
      const inside = await run({ root, command: 'turbo', args })
      if (inside.exitCode !== 0) return [compilerLines(inside.output)]
      const outside = projects.map((project) =>
        run({ root, command: 'tsc', args: ['--project', project, '--noEmit', '--checkers', '1', '--pretty', 'false'] }),
      )
      return (await Promise.all(outside)).filter(hasFailed).map((result) => result.output)
    },
  }
}

/** All packages and apps, then the benchmark, the seed, the configuration in the root, and the browser tests. */
export const types: Check = typesOf([], ['.', 'e2e'])

/** The output of the compiler, without that of Turborepo and npm; the whole output if the compiler printed nothing. */
function compilerLines(output: string): string {
  const lines = output.split('\n').filter((line) => /error TS\d|^\S+:types: {2,}/.test(line))
  return lines.length > 0 ? lines.join('\n') : output
}

function hasFailed(result: RunResult): boolean {
  return result.exitCode !== 0
}
