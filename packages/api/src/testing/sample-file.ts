import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { kebab } from '../transports/rest/routes.ts'
import type { Samples } from './samples.ts'
import { samples as registered } from './samples-registry.ts'

/** The samples of a noun, without the types of its inputs. */
export function samplesOf(noun: string): Samples {
  const known: Readonly<Record<string, unknown>> = registered
  return (known[noun] ?? {}) as Samples // as the registry declares them; used where the noun is not known to the types
}

const source = join(import.meta.dirname, '..')

/** The line for a call in the samples of its noun. */
export function callLine(noun: string, key: string, says: string): string {
  const name = key.slice(noun.length + 1)
  return `calls: { ${/\W/.test(name) ? JSON.stringify(name) : name}: { ${says} } },`
}

/** For a call with an unexpected outcome: names where its sample can declare that outcome. */
export const hintFor = ({ noun, key }: { noun: string; key: string }, says: string): string =>
  missing(noun, `If ${key} is right, its sample has to say so.`, callLine(noun, key, says)).message

/** The error for a value that cannot be derived from the definition of a noun: it names the file, and the line to write in it. */
export function missing(noun: string, why: string, line: string): Error {
  const file = `${kebab(noun)}.ts`
  const folder = existsSync(join(source, 'system', file)) ? 'system' : 'features'
  const path = `packages/api/src/${folder}/testing/${file}`
  const what = existsSync(join(source, folder, 'testing', file))
    ? `Add to ${noun} in ${path}:\n\n  ${line}\n`
    : `Write ${path}, then run \`npm run gen\`:

import type { Samples } from '../../testing/samples.ts'

export const ${noun}: Samples<'${noun}'> = {
  ${line}
}
`
  return new Error(`${why}\n${what}`)
}
