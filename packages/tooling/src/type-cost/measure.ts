import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { findDrift, mend } from '../gen/generator.ts'
import { registry } from '../gen/registry.ts'
import { run } from '../run.ts'
import { copyRepository, type RepositoryCopy } from '../testing/repository-copy.ts'
import { declarationsNaming } from './declarations-naming.ts'
import { addFeatures, addModels, consumerOf } from './generated-features.ts'

/** What the type checker said that it took. */
export interface Cost {
  readonly instantiations: number
  readonly megabytes: number
  /** By the compiler's own clock, or of the processor where that is less: a busy machine slows the clock, and threads for garbage add to the other. */
  readonly ms: number
}

/** The cost of types of a repository with many nouns. */
export interface TypeCost {
  /** The backend as it is. */
  readonly today: Cost
  /** The backend with `count` generated features. */
  readonly many: Cost
  readonly count: number
  /** What one generated feature adds. */
  readonly perFeature: Cost
  /** Another package that calls fifty of their procedures. */
  readonly consumer: Cost
}

/** The backend with 100 generated features, on which the budgets stand. */
export const manyFeatures = 100

const diagnosticsConfig = (include: string, references = '') => `{
  "extends": "../../tsconfig.json",
  "compilerOptions": { "incremental": false, "tsBuildInfoFile": null, "noEmit": true${references} },
  "include": ["${include}"],
  "exclude": ["src/**/*.test.ts", "src/**/*.types.ts", "src/testing/**"]
}
`

/**
 * Checks the backend in a copy of the repository, as it is and with generated features, and a consumer of their declarations.
 * @throws Error with what the compiler says when a generated feature does not fit
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
 * The part of `measureTypes` that refuses heavy declarations, without the measuring.
 * @throws Error when the declarations of the backend, as `prepare` leaves it, lead a consumer to what only the backend needs
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

/** Models, with the declarations of the packages below the backend. */
async function addManyModels(copy: RepositoryCopy, count: number): Promise<void> {
  await addModels(copy, count)
  for (const name of ['core', 'db', 'platform']) await compile(copy, ['--project', `packages/${name}`])
}

async function addManyFeatures(copy: RepositoryCopy, count: number): Promise<void> {
  await addFeatures(copy, count)
  for (const drift of await findDrift(registry, copy.root)) await mend(drift, copy.root)
}

/** A package that calls procedures of the backend, and the declarations that it reads. */
async function addConsumer(copy: RepositoryCopy): Promise<void> {
  await declare(copy)
  await copy.write('packages/consumer/src/calls.ts', consumerOf(50))
  await copy.write('packages/consumer/package.json', '{ "type": "module" }')
  await copy.write('packages/consumer/cost.json', diagnosticsConfig('src', ', "types": []'))
}

/** @throws Error when the declarations that a consumer reads lead to what only the backend needs, with the way that leads there */
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

/** Which file imports each file first, from what `--explainFiles` prints: a line for each file, and indented below it why it is there. */
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

/** From the feature whose declaration begins it. */
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

/** Runs the compiler, and then lets the shell tell what of the processor it took. */
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

/** From the last line of `times`: user and system time of the shell's children. */
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
