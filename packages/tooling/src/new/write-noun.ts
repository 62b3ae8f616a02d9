import { existsSync } from 'node:fs'
import { glob, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { findDrift, mend } from '../gen/generator.ts'
import { generatorsOf } from '../gen/generators.ts'
import { run } from '../run.ts'
import { NameError, type Noun } from './noun.ts'
import { filesOf } from './templates.ts'

/**
 * Writes the files of a new noun and all files generated from them. If that fails, it removes the files of the noun.
 * @returns the paths of the files that should be read and edited
 * @throws NameError when the noun, its model or its table already exists
 */
export async function writeNoun(noun: Noun, root: string): Promise<string[]> {
  const files = filesOf(noun)
  await refuseTaken(noun, root)
  const paths = [...files.keys()]
  try {
    for (const [path, content] of files) await writeFile(join(root, path), content, { flag: 'wx' })
    await format(paths, root)
    await generate(root)
  } catch (error) {
    await Promise.all(paths.map((path) => rm(join(root, path), { force: true })))
    await generate(root)
    throw error
  }
  return paths
}

async function refuseTaken(noun: Noun, root: string): Promise<void> {
  const { file, model, table } = noun
  const instead = 'Change that, or choose another name.'
  const there = [...filesOf(noun).keys(), `packages/api/src/system/${file}.ts`].find((path) =>
    existsSync(join(root, path)),
  )
  if (there !== undefined) throw new NameError(`There are ${noun.many} already, in ${there}. ${instead}`)
  for await (const path of glob('prisma/**/*.prisma', { cwd: root })) {
    const content = await readFile(join(root, path), 'utf8')
    const isThere = new RegExp(`^(model|enum)\\s+${model}\\b|@@map\\("${table}"\\)`, 'm').test(content)
    if (isThere) throw new NameError(`The model ${model}, or its table ${table}, stands in ${path} already. ${instead}`)
  }
}

async function format(paths: readonly string[], root: string): Promise<void> {
  const sources = paths.filter((path) => path.endsWith('.ts'))
  const { exitCode, output } = await run({
    root,
    command: 'biome',
    args: ['check', '--write', '--colors=off', ...sources],
  })
  if (exitCode !== 0) throw new Error(`The new files could not be formatted:\n${output}`)
}

/** Adding or removing a new noun breaks no client. */
async function generate(root: string): Promise<void> {
  for (const generator of generatorsOf({ isAccepting: true })) {
    for (const drift of await findDrift(generator, root)) await mend(drift, root)
  }
}
