import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { findDrift, mend } from '../gen/generator.ts'
import { registry } from '../gen/registry.ts'
import { run } from '../run.ts'
import { copyRepository, type RepositoryCopy } from '../testing/repository-copy.ts'
import { declarationsNaming } from './declarations-naming.ts'
import { addFeatures, addModels, consumerOf } from './generated-features.ts'

/** The cost that the type checker reports. */
export interface Cost {
  readonly instantiations: number
  readonly megabytes: number
  /** The compiler's elapsed time, or its CPU time if that is less: a busy machine increases the former, garbage collection threads the latter. */
  readonly ms: number
}

/** The cost of types in a repository with many nouns. */
export interface TypeCost {
  /** The current backend. */
  readonly today: Cost
  /** The backend with `count` generated features. */
  readonly many: Cost
  readonly count: number
  /** The additional cost of one generated feature. */
  readonly perFeature: Cost
  /** Another package that calls fifty of their procedures. */
  readonly consumer: Cost
}

/** The number of generated features for which the budgets are set. */
export const manyFeatures = 100

const diagnosticsConfig = (include: string, references = '') => `{
  "extends": "../../tsconfig.json",
  "compilerOptions": { "incremental": false, "tsBuildInfoFile": null, "noEmit": true${references} },
  "include": ["${include}"],
  "exclude": ["src/**/*.test.ts", "src/**/*.types.ts", "src/testing/**"]
}
`

/**
 * Type-checks the backend in a copy of the repository, unchanged and with generated features, and a consumer of their declarations.
 * @throws Error with the output of the compiler when a generated feature has type errors
 */
export async function measureTypes(root: string, count = manyFeatures): Promise<TypeCost> {
  await using copy = await copyRepository(root)
  await addManyModels(copy, count)
  await copy.write('packages/api/cost.json', diagnosticsConfig('src'))
  const today = await costOf(copy, 'packages/api/cost.json')

  await addManyFeatures(copy, count)
  const many = await costOf(copy, 'packages/api/cost.json')

  await addConsumer(copy)
  await assertLight(copy)
  const consumer = await costOf(copy, 'packages/consumer/cost.json')
  const perFeature = {
    instantiations: (many.instantiations - today.instantiations) / count,
    megabytes: (many.megabytes - today.megabytes) / count,
    ms: (many.ms - today.ms) / count,
  }
  return { today, many, count, perFeature, consumer }
}

/**
 * The part of `measureTypes` that refuses heavy declarations, without the measurement.
 * @throws Error when the declarations of the backend, after `prepare`, make a consumer load files that only the backend needs
 */
export async function assertLightDeclarations(
  root: string,
  count: number,
  prepare: (copy: RepositoryCopy) => Promise<void>,
): Promise<void> {
  await using copy = await copyRepository(root)
  await prepare(copy)
  await addManyModels(copy, count)
  await addManyFeatures(copy, count)
  await addConsumer(copy)
  await assertLight(copy)
}

/** Adds models, and writes the declarations of the packages below the backend. */
async function addManyModels(copy: RepositoryCopy, count: number): Promise<void> {
  await addModels(copy, count)
  for (const name of ['core', 'db', 'platform']) await compile(copy, ['--project', `packages/${name}`])
}

async function addManyFeatures(copy: RepositoryCopy, count: number): Promise<void> {
  await addFeatures(copy, count)
  for (const drift of await findDrift(registry, copy.root)) await mend(drift, copy.root)
}

/** Adds a package that calls procedures of the backend, and writes the declarations that it reads. */
async function addConsumer(copy: RepositoryCopy): Promise<void> {
  await declare(copy)
  await copy.write('packages/consumer/src/calls.ts', consumerOf(50))
  await copy.write('packages/consumer/package.json', '{ "type": "module" }')
  await copy.write('packages/consumer/cost.json', diagnosticsConfig('src', ', "types": []'))
}

/** @throws Error when the declarations that a consumer reads lead to files that only the backend needs; names the chain of imports */
async function assertLight(copy: RepositoryCopy): Promise<void> {
  const output = await compile(copy, ['--project', 'packages/consumer/cost.json', '--explainFiles', '--noCheck'])
  const importers = importersIn(output)
  const heavy = [...importers.keys()].find((path) => /node_modules\/(@prisma|kysely|pg|zod)\//.test(path))
  if (heavy === undefined) return
  const way = wayTo(heavy, importers)
  const [first = '', second = ''] = way
  const path = join(copy.root, shortPath(first))
  const names = declarationsNaming(await readFile(path, 'utf8').catch(() => ''), second)
  const source = shortPath(first)
    .replace('/dist/', '/src/')
    .replace(/\.d\.ts$/, '.ts')
  throw new Error(
    `Consumers of the router read ${shortPath(heavy)} because of ${way.map(shortPath).join(' → ')}. ` +
      `In ${source} the type of ${names.join(', ') || 'an export'} names a type of ${shortPath(second)}. ` +
      'A schema, or a type made from one (`z.infer`), that other files use: move it out of the feature into a file of its folder, `features/<name>/…`. ' +
      'A type that zod has a name for, such as a brand, in what a procedure takes or answers: leave it out of its schema. ' +
      'A type of the kit: give it a file that imports nothing, as packages/api/src/kit/resource/fields/composite-values.ts is.',
  )
}

/** The first importer of each file, from the output of `--explainFiles`: a line for each file, followed by indented lines with the reasons. */
function importersIn(output: string): Map<string, string | undefined> {
  const importers = new Map<string, string | undefined>()
  let file = ''
  for (const line of output.split('\n')) {
    if (/^\S+\.ts$/.test(line)) {
      file = line
      importers.set(file, undefined)
    } else if (importers.get(file) === undefined) {
      const [, from] = /from file '([^']+)'/.exec(line) ?? []
      if (from !== undefined) importers.set(file, from)
    }
  }
  return importers
}

const shortPath = (path: string) => path.replace(/^.*(?=node_modules\/)/, '')

/** The chain of imports to a file, from the feature whose declaration begins it. */
function wayTo(path: string, importers: ReadonlyMap<string, string | undefined>): string[] {
  const way = [path]
  for (let from = importers.get(path); from !== undefined && !way.includes(from); from = importers.get(from)) {
    way.unshift(from)
    if (/\/dist\/(features|system)\//.test(from)) break
  }
  return way
}

/** Writes the declarations of the backend that other packages read. */
async function declare(copy: RepositoryCopy): Promise<void> {
  await rm(join(copy.root, 'packages/api/dist'), { recursive: true, force: true })
  await copy.write(
    'packages/api/declare.json',
    `{
  "extends": "./tsconfig.json",
  "compilerOptions": { "incremental": false, "tsBuildInfoFile": null },
  "include": ["src"],
  "exclude": ["src/**/*.test.ts", "src/**/*.types.ts", "src/testing/**"]
}
`,
  )
  await compile(copy, ['--project', 'packages/api/declare.json'])
}

/** Runs the compiler, and then lets the shell print its CPU time. */
const timed = '"$@"; code=$?; times; exit $code'

async function compile(copy: RepositoryCopy, args: readonly string[]): Promise<string> {
  const { exitCode, output } = await run({
    root: copy.root,
    command: 'sh',
    args: ['-c', timed, 'sh', 'tsc', ...args, '--checkers', '1', '--pretty', 'false'],
  })
  if (exitCode !== 0) throw new Error(`tsc ${args.join(' ')} failed:\n${output}`)
  return output
}

/** The CPU time in the last line of `times`: user and system time of the shell's children. */
function processorMs(output: string): number {
  const [, ...figures] = /(\d+)m([\d.]+)s (\d+)m([\d.]+)s$/.exec(output.trim()) ?? []
  const [userMinutes, user, systemMinutes, system] = figures.map(Number)
  if (userMinutes === undefined || user === undefined || systemMinutes === undefined || system === undefined)
    throw new Error(`The shell does not tell the time that tsc took:\n${output}`)
  return ((userMinutes + systemMinutes) * 60 + user + system) * 1_000
}

function totalMs(output: string): number {
  const [, seconds] = /^Total time:\s+([\d.]+)s/m.exec(output) ?? []
  if (seconds === undefined) throw new Error(`tsc does not tell its total time:\n${output}`)
  return Number(seconds) * 1_000
}

async function costOf(copy: RepositoryCopy, project: string): Promise<Cost> {
  const output = await compile(copy, ['--project', project, '--extendedDiagnostics'])
  const figure = (name: string) => {
    const [, value] = new RegExp(`^${name}:\\s+([\\d.]+)`, 'm').exec(output) ?? []
    if (value === undefined) throw new Error(`tsc does not tell its ${name}:\n${output}`)
    return Number(value)
  }
  return {
    instantiations: figure('Instantiations'),
    megabytes: figure('Memory used') / 1024,
    ms: Math.min(processorMs(output), totalMs(output)),
  }
}
