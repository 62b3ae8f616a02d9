import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type RunResult, run } from '../run.ts'
import type { Check } from './check.ts'

/** Each package against the declarations of those it imports, then what stands outside of the packages. */
export const types: Check = {
  name: 'types',
  async run(root) {
    const quiet = ['--output-logs=errors-only', '--log-prefix=task', '--no-color', '--continue=dependencies-successful']
    const packages = await run({ root, command: 'turbo', args: ['run', 'types', ...quiet] })
    if (packages.exitCode !== 0) return [compilerLines(packages.output)]
    const projects = ['.', 'e2e'].filter((project) => existsSync(join(root, project, 'tsconfig.json')))
    const outside = projects.map((project) =>
      run({ root, command: 'tsc', args: ['--project', project, '--noEmit', '--checkers', '1'] }),
    )
    return (await Promise.all(outside)).filter(hasFailed).map((result) => result.output)
  },
}

/** What the compiler says, without what Turborepo and npm say around it; all of it when the compiler says nothing. */
function compilerLines(output: string): string {
  const lines = output.split('\n').filter((line) => /error TS\d|^\S+:types: {2,}/.test(line))
  return lines.length > 0 ? lines.join('\n') : output
}

function hasFailed(result: RunResult): boolean {
  return result.exitCode !== 0
}
