import { globSync } from 'node:fs'
import { basename, dirname, relative, resolve } from 'node:path'
import { root } from '../../env.ts'
import { runTool } from './tool.ts'
import { watchFolders } from './watch-folders.ts'

export interface SourcesOptions {
  log(line: string): void
  /** A source file of the server has changed. */
  onServer(path: string): void
  /** A source of this package has changed. */
  onPackage(name: string): void
  /** A model or a migration has changed. */
  onModels(): void
}

/** Packages that the server consists of. */
const packages = ['core', 'markdown', 'db', 'platform', 'api']
/** One save may cause several events, and an editor may save twice. */
const quietMs = 50

/**
 * Watches the sources of the server, and writes the registry again when a feature is added or removed.
 * @returns a function that ends it
 */
export function watchSources({ log, onServer, onPackage, onModels }: SourcesOptions): () => void {
  let changed = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  let features = listFeatures()

  const wait = () => {
    clearTimeout(timer)
    timer = setTimeout(tell, quietMs)
  }
  async function tell(): Promise<void> {
    if (listFeatures() !== features) {
      features = listFeatures()
      const failure = await runTool('gen.ts', ['--only', 'registry'])
      if (failure !== undefined) log(failure)
      // The registry is itself one of the changed files.
      return wait()
    }
    const paths = [...changed]
    changed = new Set()
    if (paths.some((path) => path.startsWith('prisma/'))) onModels()
    const sources = paths.filter((path) => !path.startsWith('prisma/'))
    for (const name of packages) if (sources.some((path) => path.startsWith(`packages/${name}/`))) onPackage(name)
    const [first] = sources
    if (first !== undefined) onServer(first)
  }
  const onChange = (path: string) => {
    const from = relative(root, path)
    if (!isSource(from)) return
    changed.add(from)
    wait()
  }
  const folders = [...packages.map((name) => `packages/${name}/src`), 'apps/web/src', 'prisma']
  const ends = folders.map((folder) => watchFolders(resolve(root, folder), onChange))
  return () => {
    clearTimeout(timer)
    for (const end of ends) end()
  }
}

/** Whether the server, or the check of its models, reads this file. Next watches the pages itself. */
function isSource(path: string): boolean {
  if (path.startsWith('prisma/')) return path.endsWith('.prisma') || basename(path) === 'migration.sql'
  if (!path.endsWith('.ts') || path.endsWith('.test.ts') || path.includes('/testing/')) return false
  return !path.startsWith('apps/web/') || dirname(path) === 'apps/web/src' || path.startsWith('apps/web/src/server/')
}

function listFeatures(): string {
  return globSync('packages/api/src/{features,system}/*.ts', { cwd: root }).filter(isSource).toSorted().join('\n')
}
