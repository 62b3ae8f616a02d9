import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../../run.ts'
import { type Listed, proceduresIn } from './listed.ts'

const types = `export interface Query<Input, Output> { kind: 'query'; input: Input; output: Output }
export interface Mutation<Input, Output> { kind: 'mutation'; input: Input; output: Output }
`

const config = {
  compilerOptions: {
    ...{ target: 'es2024', lib: ['es2024'], module: 'nodenext', moduleResolution: 'nodenext', types: [] },
    ...{ strict: true, exactOptionalPropertyTypes: true, noEmit: true, allowImportingTsExtensions: true },
  },
  include: ['compare.ts'],
}

const head = `import type { Api as New } from './new.d.ts'
import type { Api as Old } from './old.d.ts'

/** All keys within a value, with dots between them. TypeScript lets an object have more of them than a type names; the server does not. */
type Keys<T, Depth extends 1[] = []> = Depth['length'] extends 6 ? never
  : T extends Date | null | undefined ? never
  : T extends readonly (infer Item)[] ? Keys<Item, Depth>
  : T extends object ? { [K in keyof T & string]-?: K | \`\${K}.\${Keys<T[K], [...Depth, 1]>}\` }[keyof T & string]
  : never
type Gone<Before, After> = [Exclude<Keys<Before>, Keys<After>>] extends [never] ? 'nothing' : Exclude<Keys<Before>, Keys<After>>
`

/** A compatibility test in one line of the file for the compiler; `means` explains an error in that line. */
interface Question {
  readonly line: string
  readonly means: string
}

function questionsOf({ noun, name }: Listed): Question[] {
  const path = `${noun}.${name}`
  const [before, after] = [`Old['${noun}']['${name}']`, `New['${noun}']['${name}']`]
  return [
    {
      line: `(old: ${before}['input']): ${after}['input'] => old`,
      means: `${path}: an input that callers send today would no longer be taken`,
    },
    {
      line: `(now: ${after}['output']): ${before}['output'] => now`,
      means: `${path}: its answer is no longer what callers rely on`,
    },
    {
      line: `(): Gone<${before}['input'], ${after}['input']> => 'nothing'`,
      means: `${path}: its input no longer has a field that callers may send`,
    },
    {
      line: `(): Gone<${before}['output'], ${after}['output']> => 'nothing'`,
      means: `${path}: its answer no longer has a field`,
    },
  ]
}

/**
 * The changes of a new contract that break programs built against the old one, as decided by TypeScript: their inputs must fit the new
 * types, and the new answers must fit the types they expect. Empty if there are none.
 */
export async function breaksIn(root: string, before: string, after: string): Promise<string[]> {
  const now = new Map(proceduresIn(after).map((procedure) => [`${procedure.noun}.${procedure.name}`, procedure]))
  const gone: string[] = []
  const kept = proceduresIn(before).filter(({ noun, name, kind }) => {
    const other = now.get(`${noun}.${name}`)
    if (!other) gone.push(`${noun}.${name}: it is gone`)
    else if (other.kind !== kind) gone.push(`${noun}.${name}: it was a ${kind} and is a ${other.kind}`)
    return other?.kind === kind
  })
  const names = new Set(typesIn(after))
  for (const name of typesIn(before)) if (!names.has(name)) gone.push(`${name}: there is no type of this name any more`)
  return [...gone, ...(await ask(root, { before, after }, kept.flatMap(questionsOf)))]
}

/** Types that callers may import, such as those of rows; the types of a noun are checked for each procedure. */
export const typesIn = (contract: string) =>
  [...contract.matchAll(/^export (?:interface|type) (\w+)/gm)].flatMap(([, name = '']) =>
    name.endsWith('Api') ? [] : name,
  )

async function ask(
  root: string,
  { before, after }: { before: string; after: string },
  questions: readonly Question[],
): Promise<string[]> {
  const cache = join(root, 'node_modules/.cache')
  await mkdir(cache, { recursive: true })
  const folder = await mkdtemp(join(cache, 'contract-'))
  try {
    const first = head.split('\n').length
    const lines = questions.map(({ line }) => `void (${line})`)
    const files = {
      'types.ts': types,
      'old.d.ts': before,
      'new.d.ts': after,
      'compare.ts': `${head}${lines.join('\n')}\n`,
      'tsconfig.json': JSON.stringify(config),
      'package.json': '{ "type": "module" }',
    }
    await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)))
    const args = ['--project', folder, '--checkers', '1', '--pretty', 'false']
    const { exitCode, output } = await run({ root, command: 'tsc', args })
    if (exitCode === 0) return []
    const found = [...output.matchAll(/compare\.ts\((\d+),\d+\): error TS\d+: (.+(?:\n .+)*)/g)].flatMap(
      ([, line, text = '']) => {
        const question = questions[Number(line) - first]
        return question ? [`${question.means}: ${text.trim().split('\n').at(-1)?.trim()}`] : []
      },
    )
    if (found.length === 0) throw new Error(`The contracts could not be compared:\n${output}`)
    return found
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
