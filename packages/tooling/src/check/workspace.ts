import { type Zone, zones } from '../boundaries.ts'
import type { Check } from './check.ts'
import { lockfileProblems } from './lockfile.ts'
import { type Manifest, readManifests } from './manifests.ts'

/** Packages from one publisher that only work together in the same version. */
const families: readonly RegExp[] = [/^(prisma|@prisma\/.+)$/, /^@trpc\/.+$/]

const installScripts = ['preinstall', 'install', 'postinstall', 'prepare', 'preprepare', 'postprepare']

/** Whether the packages are consistent: versions, layers, lockfile, and no scripts that run at install. */
export const workspace: Check = {
  name: 'workspace',
  async run(root) {
    const manifests = await readManifests(root)
    return [
      ...manifests.flatMap(runsAtInstall),
      ...manifests.flatMap(withoutTypes),
      ...rangesThatDiffer(manifests),
      ...families.flatMap((family) => familyProblems(family, manifests)),
      ...manifests.flatMap((manifest) => layerProblems(manifest, zones)),
      ...(await lockfileProblems(root)),
    ]
  },
}

function runsAtInstall({ folder, scripts }: Manifest): string[] {
  return installScripts
    .filter((name) => name in scripts)
    .map((name) => `${file(folder)} has a script \`${name}\`: nothing of ours runs while it is installed.`)
}

/** The check of types runs a script of each workspace, and skips workspaces without one. */
function withoutTypes({ folder, scripts }: Manifest): string[] {
  if (folder === '' || scripts.types?.startsWith('tsc')) return []
  return [`${file(folder)} has no script \`types\` that runs tsc: without it nobody checks its types.`]
}

function rangesThatDiffer(manifests: readonly Manifest[]): string[] {
  const names = new Set(manifests.flatMap((manifest) => Object.keys(manifest.dependencies)))
  return [...names].flatMap((name) => {
    const users = manifests.filter((manifest) => manifest.dependencies[name] !== undefined)
    const ranges = users.map((user) => `${user.dependencies[name]} in ${file(user.folder)}`)
    const isOne = new Set(users.map((user) => user.dependencies[name])).size === 1
    return isOne ? [] : [`${name} is wanted in more than one version: ${ranges.join(', ')}.`]
  })
}

function familyProblems(family: RegExp, manifests: readonly Manifest[]): string[] {
  const members = manifests.flatMap(({ folder, dependencies }) =>
    Object.entries(dependencies)
      .filter(([name]) => family.test(name))
      .map(([name, range]) => ({ range, text: `${name} ${range} in ${file(folder)}` })),
  )
  // A version with a build suffix, as in 7.10.0-4.0edf32, is still that version.
  const versions = new Set(members.map(({ range }) => range.split('-')[0]))
  const isPinned = members.every(({ range }) => /^\d/.test(range))
  if (isPinned && versions.size <= 1) return []
  return [`These have to be pinned to one exact version: ${members.map(({ text }) => text).join(', ')}.`]
}

function layerProblems({ name, folder, dependencies }: Manifest, table: readonly Zone[]): string[] {
  if (folder === '' || folder === 'packages/tooling') return []
  const own = table.filter((zone) => zone.folder.startsWith(`${folder}/`))
  if (own.length === 0) return [`${folder} stands in no zone of packages/tooling/src/boundaries.ts.`]
  const allowed = new Set(
    own.flatMap((zone) => [...zone.imports, ...zone.testImports].map((other) => `@plinth/${other}`)),
  )
  return Object.keys(dependencies)
    .filter((other) => other.startsWith('@plinth/') && !allowed.has(other))
    .map((other) => `${name} may not depend on ${other}: packages/tooling/src/boundaries.ts does not allow it.`)
}

function file(folder: string): string {
  return folder === '' ? 'package.json' : `${folder}/package.json`
}
