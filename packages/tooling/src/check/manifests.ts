import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { listFiles } from '../files.ts'

const ranges = z.record(z.string(), z.string()).default({})

const manifestSchema = z.object({
  name: z.string(),
  scripts: ranges,
  dependencies: ranges,
  devDependencies: ranges,
  optionalDependencies: ranges,
})

/** The parts of a package.json that the checks use. */
export interface Manifest {
  readonly name: string
  /** Path from the root; empty for the root itself. */
  readonly folder: string
  readonly scripts: Record<string, string>
  /** Of every kind. */
  readonly dependencies: Record<string, string>
}

/** The package.json of the root and of each workspace. */
export async function readManifests(root: string): Promise<Manifest[]> {
  const paths = (await listFiles(root)).filter((path) => /^((apps|packages)\/[^/]+\/)?package\.json$/.test(path))
  return await Promise.all(
    paths.map(async (path) => {
      const manifest = manifestSchema.parse(JSON.parse(await readFile(join(root, path), 'utf8')))
      const { name, scripts, dependencies, devDependencies, optionalDependencies } = manifest
      const folder = path.slice(0, -'/package.json'.length)
      return { name, folder, scripts, dependencies: { ...dependencies, ...devDependencies, ...optionalDependencies } }
    }),
  )
}
