import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { run } from '../../run.ts'
import type { Generator } from '../generator.ts'
import { breaksIn, typesIn } from './compatible.ts'
import { proceduresIn } from './listed.ts'
import { readReleased } from './released.ts'
import { sourceMapOf } from './source-map.ts'

export const contractPath = 'packages/client/src/contract.d.ts'

const place = z.object({ line: z.int(), column: z.int(), path: z.string() })
const writtenSchema = z.object({ text: z.string(), places: z.record(z.string(), place) })

/** The contract of the current backend, and the source map by which editors find the declarations of its procedures. */
async function readContract(root: string): Promise<{ text: string; map: string }> {
  const program = join(root, 'packages/tooling/src/gen/contract/write.ts')
  const { exitCode, output } = await run({ root, command: 'node', args: ['--no-warnings', program] })
  if (exitCode !== 0) throw new Error(`The contract could not be read:\n${output}`)
  const { text, places } = writtenSchema.parse(JSON.parse(output))
  const full = `${text}//# sourceMappingURL=contract.d.ts.map\n`
  return { text: full, map: sourceMapOf(full, contractPath, places) }
}

/**
 * The contract of the typed client. A change that breaks programs built against the current file is refused, unless
 * `isAccepting`, or unless no program can have been built against it yet: for a noun that no release of the client has and that is not in the last commit.
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
        const released = breaks.length > 0 ? await readReleased(root) : undefined
        const known = released === undefined ? breaks : breaks.filter((line) => isIn(released, line))
        const standing = known.length > 0 ? await readCommitted(root) : undefined
        // A break relative to the committed contract alone has already been accepted, and is in the file.
        const shared = standing === undefined ? known : onlyOf(await breaksIn(root, standing, text), known)
        if (shared.length > 0) throw new Error(refusal(shared))
      }
      return new Map([[contractPath, text]])
    },
  }
}

/** The contract of the last commit; undefined outside of a git repository, and before the first commit. */
async function readCommitted(root: string): Promise<string | undefined> {
  const { exitCode, output } = await run({ root, command: 'git', args: ['show', `HEAD:./${contractPath}`] })
  return exitCode === 0 ? output : undefined
}

/** The breaks that concern a procedure or a type that `others` concern too. */
function onlyOf(breaks: readonly string[], others: readonly string[]): string[] {
  const subjects = new Set(others.map(subjectOf))
  return breaks.filter((line) => subjects.has(subjectOf(line)))
}

/** The subject of a break: a procedure (`notes.get`) or a type. */
const subjectOf = (line: string) => line.split(':')[0] ?? ''

/** Whether a contract contains the noun or the type that a break concerns. */
function isIn(contract: string, line: string): boolean {
  const [noun = '', name] = subjectOf(line).split('.')
  return name === undefined
    ? typesIn(contract).includes(noun)
    : proceduresIn(contract).some((procedure) => procedure.noun === noun)
}

/** A line for each noun and each type: the number of changes, and the first of them. */
function summary(breaks: readonly string[]): string[] {
  const groups = Map.groupBy(breaks, (line) => subjectOf(line).split('.')[0] ?? '')
  return [...groups].map(([name, [first = '', ...others]]) =>
    others.length === 0 ? `  ${first}` : `  ${name}: ${others.length + 1} changes, the first of them ${first}`,
  )
}

const refusal = (breaks: readonly string[]) => `This would break programs that use the client:
${summary(breaks).join('\n')}
If that is meant, run \`npm run gen -- --accept-contract\`, and say so in the CHANGELOG.`

/** The source map belongs to this working tree only: each line that moves in a feature would change it, so it is not committed. */
export const contractMapOf = async (root: string): Promise<Map<string, string>> =>
  new Map([[`${contractPath}.map`, (await readContract(root)).map]])
