// Writes the contract as JSON: its text, and the place of each procedure. A separate process, so that a copy of the repository generates its own contract
// (as in indexes/describe.ts). It loads the backend by path, because the backend exports no definitions to other packages.
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { type Place, placesIn } from './places.ts'
import { printContract } from './print-contract.ts'
import type { Procedure, Resource, StandardVerb } from './procedure.ts'

interface BackendProcedure {
  readonly _def: {
    readonly type: Procedure['type']
    readonly meta?: { readonly resource?: Resource }
    readonly inputs: readonly z.ZodType[]
    readonly output?: z.ZodType
  }
}

const backend = '../../../../api/src'
const at = (path: string) => new URL(`${backend}/${path}`, import.meta.url)
const load = async (url: URL): Promise<unknown> => import(url.href)

/** The file of each noun, as the registry imports it. */
const registry = await readFile(fileURLToPath(at('registry.ts')), 'utf8')
const files = new Map(
  [...registry.matchAll(/^import \{ (\w+) \} from '\.\/(.+)'$/gm)].map(([, noun = '', path = '']) => [noun, path]),
)

/** Reports an invalid declaration by its message and its file only: its stack leads through the kit. */
function tell(error: unknown): never {
  if (!(error instanceof Error) || error.name !== 'DeclarationError') throw error
  const path = files.get(String(Reflect.get(error, 'resource')))
  process.stderr.write(`${error.message}${path === undefined ? '' : `\nIts feature is packages/api/src/${path}.`}\n`)
  process.exit(1)
}

const { features } = (await load(at('registry.ts')).catch(tell)) as {
  features: Record<string, Record<string, BackendProcedure>>
} // as it exports them
const { verbOf } = (await load(at('definitions.ts'))) as {
  verbOf(procedure: BackendProcedure): StandardVerb | undefined
} // as it exports it
const core = await load(new URL('../../../../core/src/errors.ts', import.meta.url))
const { errorTable } = core as { errorTable: Record<string, unknown> } // as it exports it

const procedures: Procedure[] = []
const places: Record<string, Place & { path: string }> = {}
for (const [noun, record] of Object.entries(features)) {
  const path = files.get(noun) ?? ''
  const found = placesIn(await readFile(fileURLToPath(at(path)), 'utf8'), noun)
  for (const [name, procedure] of Object.entries(record)) {
    const { _def: def } = procedure
    const place = found.of(name)
    places[`${noun}.${name}`] = { ...place, path: `packages/api/src/${path}` }
    const { type, meta, inputs, output } = def
    const input = inputs[0] ?? z.void()
    procedures.push({
      noun,
      name,
      type,
      input,
      output,
      verb: verbOf(procedure),
      definition: meta?.resource,
      comment: place.comment,
    })
  }
}
process.stdout.write(JSON.stringify({ text: printContract(procedures, Object.keys(errorTable)), places }))
