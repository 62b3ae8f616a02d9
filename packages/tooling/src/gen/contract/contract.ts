import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { run } from '../../run.ts'
import type { Generator } from '../generator.ts'
import { breaksIn } from './compatible.ts'
import { sourceMapOf } from './source-map.ts'

export const contractPath = 'packages/client/src/contract.d.ts'

const place = z.object({ line: z.int(), column: z.int(), path: z.string() })
const writtenSchema = z.object({ text: z.string(), places: z.record(z.string(), place) })

/** The contract as the backend gives it now, and the map by which editors go from its procedures to their declarations. */
async function readContract(root: string): Promise<{ text: string; map: string }> {
  const program = join(root, 'packages/tooling/src/gen/contract/write.ts')
  const { exitCode, output } = await run({ root, command: 'node', args: ['--no-warnings', program] })
  if (exitCode !== 0) throw new Error(`The contract could not be read:\n${output}`)
  const { text, places } = writtenSchema.parse(JSON.parse(output))
  const full = `${text}//# sourceMappingURL=contract.d.ts.map\n`
  return { text: full, map: sourceMapOf(full, contractPath, places) }
}

/**
 * The contract of the typed client. A change that breaks programs which were built against the one that stands there is refused, unless
 * `isAccepting`, or unless nobody can have been built against it yet: what is not in the last commit may still change its shape.
 */
export function contractOf({ isAccepting }: { isAccepting: boolean }): Generator {
  return {
    name: 'Contract of the client',
    folders: [],
    async generate(root) {
      const { text } = await readContract(root)
      const before = await readFile(join(root, contractPath), 'utf8').catch(() => undefined)
      if (before !== undefined && before !== text && !isAccepting) {
        const breaks = await breaksIn(root, before, text)
        const standing = breaks.length > 0 ? await readCommitted(root) : undefined
        // What breaks the committed contract alone was accepted since, and stands in the file.
        const shared = standing === undefined ? breaks : onlyOf(await breaksIn(root, standing, text), breaks)
        if (shared.length > 0) throw new Error(refusal(shared))
      }
      return new Map([[contractPath, text]])
    },
  }
}

/** The contract of the last commit; undefined outside a repository, and before the first commit. */
async function readCommitted(root: string): Promise<string | undefined> {
  const { exitCode, output } = await run({ root, command: 'git', args: ['show', `HEAD:./${contractPath}`] })
  return exitCode === 0 ? output : undefined
}

/** The breaks that speak of a procedure or a type which `others` speak of too. */
function onlyOf(breaks: readonly string[], others: readonly string[]): string[] {
  const subjectOf = (line: string) => line.split(':')[0]
  const subjects = new Set(others.map(subjectOf))
  return breaks.filter((line) => subjects.has(subjectOf(line)))
}

const refusal = (breaks: readonly string[]) => `This would break programs that use the client:
${breaks.map((line) => `  ${line}`).join('\n')}
If that is meant, run \`npm run gen -- --accept-contract\`, and say so in the CHANGELOG.`

/** The map is of this working tree alone: each line that moves in a feature would change it, so it is not kept. */
export const contractMapOf = async (root: string): Promise<Map<string, string>> =>
  new Map([[`${contractPath}.map`, (await readContract(root)).map]])
