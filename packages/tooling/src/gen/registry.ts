import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Generator } from './generator.ts'

const source = 'packages/api/src'

/**
 * The registry of all nouns: one file each in `system` and `features`, exporting a record of its own name in camel case. The registry of their
 * samples, which only tests read: files of the same names in the folder `testing` of each.
 */
export const registry: Generator = {
  name: 'Registry of the features',
  folders: [],
  async generate(root) {
    const nouns = [...(await nounsIn(root, 'features')), ...(await nounsIn(root, 'system'))]
    const names = nouns.map((noun) => noun.name).toSorted()
    const twice = names.find((name, index) => name === names[index + 1])
    if (twice) throw new Error(`${twice} is both in features and in system: rename one, since it names the procedures.`)
    const samples = [...(await nounsIn(root, 'features/testing')), ...(await nounsIn(root, 'system/testing'))]
    const stray = samples.find(({ name }) => !names.includes(name))
    if (stray)
      throw new Error(`${source}/${stray.path.slice(2)} belongs to no feature: expected the name of a feature's file.`)
    return new Map([
      [`${source}/registry.ts`, write(nouns, names)],
      [`${source}/testing/samples-registry.ts`, writeSamples(samples)],
    ])
  },
}

interface Noun {
  readonly name: string
  readonly path: string
}

async function nounsIn(root: string, folder: string): Promise<Noun[]> {
  const files = await readdir(join(root, source, folder)).catch(() => [])
  return files
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .toSorted()
    .map((file) => ({ name: camelCase(file.slice(0, -'.ts'.length)), path: `./${folder}/${file}` }))
}

function camelCase(kebab: string): string {
  return kebab.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}

function write(nouns: readonly Noun[], names: readonly string[]): string {
  const imports = nouns.map((noun) => `import { ${noun.name} } from '${noun.path}'`)
  const types = names.map((name) => `  ${name}: typeof ${name}`)
  const entries = names.map((name) => `  ${name},`)
  return `// Written by \`npm run gen\` from the files in features/ and system/.
${imports.join('\n')}

/** Named by \`typeof\`, so that declarations stay small and lead to the file of the noun. */
export type Features = {
${types.join('\n')}
}

export const features: Features = {
${entries.join('\n')}
}
`
}

function writeSamples(nouns: readonly Noun[]): string {
  const imports = nouns.map(({ name, path }) => `import { ${name} } from '.${path}'`)
  const names = nouns.map(({ name }) => name).toSorted()
  return `// Written by \`npm run gen\` from the files in features/testing/ and system/testing/.
${imports.join('\n')}
import type { AllSamples } from './samples.ts'

export const samples: AllSamples = {
${names.map((name) => `  ${name},`).join('\n')}
}
`
}
